/** The forms in which vouchers are written (spec 2.1). */
export const voucherFormats = ['csv', 'assignment', 'json'] as const
export type VoucherFormat = (typeof voucherFormats)[number]
