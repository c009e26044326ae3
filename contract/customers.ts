import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant, PageQuery } from './lists.ts'

const nullableText = Type.Union([Type.String(), Type.Null()])

/** Who orders. Of one who was erased nothing is left but the id. */
export const Customer = Type.Object(
  {
    id: Type.String(),
    name: nullableText,
    email: nullableText,
    phoneNumber: nullableText,
    createdAt: Instant,
    updatedAt: Instant,
    erasedAt: NullableInstant,
  },
  { title: 'Customer', additionalProperties: false },
)
export type Customer = Static<typeof Customer>
export const CustomerList = ListOf(Customer, 'CustomerList')

/** Which customers: all, or those whose id, name, e-mail address or phone number holds a text. */
export const CustomerFilter = Type.Object(
  {
    id: Type.Optional(Type.String({ description: 'The id, exactly.' })),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'A part of the id, name, e-mail address or phone number, in any letter case.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type CustomerFilter = Static<typeof CustomerFilter>
export const CustomersQuery = Type.Object(
  { ...PageQuery.properties, ...CustomerFilter.properties },
  { additionalProperties: false },
)
export type CustomersQuery = Static<typeof CustomersQuery>

/** What can be changed about a customer; null takes a value away. */
export const ChangeCustomer = Type.Object(
  {
    name: Type.Optional(nullableText),
    email: Type.Optional(nullableText),
    phoneNumber: Type.Optional(nullableText),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ChangeCustomer = Static<typeof ChangeCustomer>

/** An order of a customer, of a file or of the API alike. */
export const CustomerOrder = Type.Object(
  {
    orderId: Type.String(),
    customerId: Type.String(),
    barcodes: Type.Array(Type.String()),
    createdAt: Instant,
    status: Type.Integer({ description: 'The code of the status; 10 is NEW.' }),
  },
  { title: 'CustomerOrder', additionalProperties: false },
)
export type CustomerOrder = Static<typeof CustomerOrder>
export const CustomerOrderList = ListOf(CustomerOrder, 'CustomerOrderList')
