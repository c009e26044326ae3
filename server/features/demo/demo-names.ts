/** Made-up people, places and dishes. No telephone network has the country code 999. */
export const firstNames = [
  'Aino',
  'Bilal',
  'Carmen',
  'Daniel',
  'Elif',
  'Farah',
  'Giorgos',
  'Hana',
  'Ivan',
  'Jasmin',
  'Kaisa',
  'Lars',
  'Mei',
  'Noah',
  'Olga',
  'Paulo',
  'Quinn',
  'Rosa',
  'Sami',
  'Tuuli',
  'Uma',
  'Viktor',
  'Wanjiru',
  'Yusuf',
  'Zoë',
] as const

export const lastNames = [
  'Aalto',
  'Bergman',
  'Costa',
  'Demir',
  'Eklund',
  'Fischer',
  'García',
  'Hassan',
  'Ivanova',
  'Järvinen',
  'Kim',
  'Laine',
  'Mäkelä',
  'Nguyễn',
  'O’Brien',
  'Papadopoulos',
  'Rossi',
  'Singh',
  'Tanaka',
  'Virtanen',
] as const

export const streets = [
  'Harbour Street',
  'Mill Lane',
  'Orchard Road',
  'Station Square',
  'Birch Alley',
  'Quay',
] as const

export const cities = [
  { city: 'Northport', postalCode: '00100' },
  { city: 'Eastmere', postalCode: '00540' },
  { city: 'Highfield', postalCode: '02100' },
] as const

export const accounts = [
  { account: 'harbour-kitchen', brands: ['burger-bay', 'sushi-pier'] },
  { account: 'old-mill', brands: ['mill-pizza', 'mill-salads'] },
  { account: 'station-grill', brands: ['station-grill', 'night-noodles'] },
] as const

export const dishes = [
  { name: 'Hawaii Burger', plu: 'BUR-0001' },
  { name: 'Double Smash Burger', plu: 'BUR-0002' },
  { name: 'Halloumi Burger', plu: 'BUR-0003' },
  { name: 'Sushi Set Large', plu: 'SUS-0001' },
  { name: 'Salmon Nigiri', plu: 'SUS-0002' },
  { name: 'Avocado Maki', plu: 'SUS-0003' },
  { name: 'Pizza Margherita', plu: 'PIZ-0001' },
  { name: 'Pizza Quattro Formaggi', plu: 'PIZ-0002' },
  { name: 'Caesar Salad', plu: 'SAL-0001' },
  { name: 'Pad Thai', plu: 'NOO-0001' },
  { name: 'Tom Yum Soup', plu: 'NOO-0002' },
  { name: 'Sweet Potato Fries', plu: 'SID-0001' },
  { name: 'Crème Brûlée', plu: 'DES-0001' },
  { name: 'Sparkling Water', plu: 'DRI-0001' },
] as const

export const channels = ['web', 'app', 'phone'] as const
