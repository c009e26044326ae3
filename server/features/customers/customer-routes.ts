import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  ChangeCustomer,
  Customer,
  CustomerFilter,
  CustomerList,
  CustomerOrderList,
  CustomersQuery,
} from '#contract/customers.ts'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { sendCsv } from '../../platform/http/send-csv.ts'
import { changeCustomer } from './change-customer.ts'
import { downloadCustomerOrders, listCustomerOrders } from './list-customer-orders.ts'
import { downloadCustomers, listCustomers } from './list-customers.ts'
import { requireCustomer } from './require-customer.ts'

const tags = ['customers']
const CustomerPath = Type.Object({ id: Type.String() })

/** Adds the customers: all, one by itself, and their orders. */
export function addCustomerRoutes(api: FastifyInstance, context: Context): void {
  addLists(api, context)
  addOne(api, context)
  addOrders(api, context)
}

function addLists(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/customers',
    {
      schema: {
        operationId: 'listCustomers',
        tags,
        summary: 'Customers, by id as a number',
        querystring: CustomersQuery,
        response: { 200: CustomerList },
      },
    },
    async (request) => listCustomers(callOf(context, request), request.query),
  )
  routes.get(
    '/customers.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadCustomers',
        tags,
        summary: 'All customers, or all that match',
        querystring: CustomerFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadCustomers(callOf(context, request), request.query, request.signal)),
  )
}

function addOne(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/customers/:id',
    {
      schema: {
        operationId: 'getCustomer',
        tags,
        summary: 'A customer',
        params: CustomerPath,
        response: { 200: Customer },
      },
    },
    async (request) => requireCustomer(callOf(context, request), request.params.id),
  )
  routes.patch(
    '/customers/:id',
    {
      config: { problems: [409] },
      schema: {
        operationId: 'changeCustomer',
        tags,
        summary: 'Change the name, e-mail address or phone number of a customer',
        params: CustomerPath,
        body: ChangeCustomer,
        response: { 200: Customer },
      },
    },
    async (request) => changeCustomer(callOf(context, request), request.params.id, request.body),
  )
}

function addOrders(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/customers/:id/orders',
    {
      schema: {
        operationId: 'listCustomerOrders',
        tags,
        summary: 'The orders of a customer, by id as a number',
        params: CustomerPath,
        querystring: PageQuery,
        response: { 200: CustomerOrderList },
      },
    },
    async (request) => listCustomerOrders(callOf(context, request), request.params.id, request.query),
  )
  routes.get(
    '/customers/:id/orders.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadCustomerOrders',
        tags,
        summary: 'All orders of a customer',
        params: CustomerPath,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(
        reply,
        await downloadCustomerOrders(callOf(context, request), request.params.id, request.signal),
      ),
  )
}
