import { type Static, Type } from 'typebox'
import { ListOf, PageQuery } from './lists.ts'

export const duplicatePolicies = ['keep-first', 'drop-all'] as const
export type DuplicatePolicy = (typeof duplicatePolicies)[number]
export const measures = ['tickets', 'orders'] as const
export type Measure = (typeof measures)[number]

/** One order with its barcodes. */
export const Voucher = Type.Object(
  { customerId: Type.String(), orderId: Type.String(), barcodes: Type.Array(Type.String()) },
  { title: 'Voucher', additionalProperties: false },
)
export type Voucher = Static<typeof Voucher>
export const VoucherList = ListOf(Voucher, 'VoucherList')

/** Which vouchers: all, or those of one customer. */
export const VoucherFilter = Type.Object(
  {
    customer: Type.Optional(Type.String({ description: 'Only the vouchers of the customer with this id.' })),
  },
  { additionalProperties: false },
)
export type VoucherFilter = Static<typeof VoucherFilter>
export const VouchersQuery = Type.Object(
  { ...PageQuery.properties, ...VoucherFilter.properties },
  { additionalProperties: false },
)
export type VouchersQuery = Static<typeof VouchersQuery>

export const TopCustomer = Type.Object(
  {
    customerId: Type.String(),
    tickets: Type.Integer({ minimum: 0 }),
    orders: Type.Integer({ minimum: 0 }),
  },
  { title: 'TopCustomer', additionalProperties: false },
)
export type TopCustomer = Static<typeof TopCustomer>
export const TopCustomerList = ListOf(TopCustomer, 'TopCustomerList')
export const TopCustomersQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 5 }),
    by: Type.Enum(measures, { default: 'tickets' }),
  },
  { additionalProperties: false },
)
export type TopCustomersQuery = Static<typeof TopCustomersQuery>
