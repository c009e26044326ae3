/** The forms in which vouchers are written, what customers are ranked by, and which row of a repeated barcode stands (spec 2). */
export const voucherFormats = ['csv', 'assignment', 'json'] as const
export const measures = ['tickets', 'orders'] as const
export const duplicatePolicies = ['keep-first', 'drop-all'] as const

export type VoucherFormat = (typeof voucherFormats)[number]
export type Measure = (typeof measures)[number]
export type DuplicatePolicy = (typeof duplicatePolicies)[number]
