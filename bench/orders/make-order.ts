/** How many people order: most of the orders are of somebody who is known. */
export const phonesCount = 20_000

/** The document of an order like that of the specification, which nobody else sends. */
export function makeOrder(name: string, chance: number): string {
  const phone = `+358${String(40_000_000 + Math.floor(chance * phonesCount))}`
  const created = new Date(Date.now() - 1_800_000)
  const parsed = new Date(created.getTime() + 118_000)
  const pickup = new Date(created.getTime() + 1_200_000)
  return JSON.stringify({
    _id: name,
    created,
    account: '60bfc6dc4887c9851d5a0246',
    brandId: '60bfc6dc4887c9851d5a0245',
    channelOrderId: `C-${name}`,
    customer: { name: 'John Doe', phoneNumber: phone },
    deliveryAddress: { city: 'Helsinki', street: 'Huuvatie 1', postalCode: '00100' },
    pickupTime: pickup,
    items: [
      { name: 'Hawaii Burger', plu: 'CAT1-0001', quantity: 1 },
      { name: 'Sushi Set Large', plu: 'CAT2-0001', quantity: 1 },
    ],
    status: 1,
    statusHistory: [
      { status: 4, timestamp: created },
      { status: 1, timestamp: parsed },
    ],
  })
}
