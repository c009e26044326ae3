import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { CsvBody } from '#contract/lists.ts'
import { Order, OrderFilter, OrderList, OrdersQuery } from '#contract/orders.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { etagOf } from '../../../platform/http/etag.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { downloadOrders, listOrders } from './list-orders.ts'
import { showOrder } from './show-order.ts'
import { showReceived } from './show-received.ts'

const tags = ['orders']
const OrderPath = Type.Object({ id: Type.String() })

/** Adds what reads orders: lists of them, one, and what was received about it. */
export function addReadingRoutes(api: FastifyInstance, context: Context): void {
  addLists(api, context)
  addOne(api, context)
}

function addLists(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/orders',
    {
      schema: {
        operationId: 'listOrders',
        tags,
        summary: 'Orders, the newest first',
        querystring: OrdersQuery,
        response: { 200: OrderList },
      },
    },
    async (request) => listOrders(callOf(context, request), request.query),
  )
  routes.get(
    '/orders.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadOrders',
        tags,
        summary: 'All orders, or all that match',
        querystring: OrderFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadOrders(callOf(context, request), request.query, request.signal)),
  )
}

function addOne(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/orders/:id',
    {
      schema: {
        operationId: 'getOrder',
        tags,
        summary: 'An order, with what was sent and what became of it',
        params: OrderPath,
        response: { 200: Order },
      },
    },
    async (request, reply) => {
      const order = await showOrder(context, request.params.id)
      return reply.header('etag', etagOf(order.version)).send(order)
    },
  )
  routes.get(
    '/orders/:id/received',
    {
      schema: {
        operationId: 'getReceivedOrder',
        tags,
        summary: 'The document of an order, exactly as it was received',
        params: OrderPath,
        response: { 200: ReceivedBody },
      },
    },
    async (request, reply) => {
      const received = await showReceived(callOf(context, request), request.params.id)
      // As bytes: a text would be written as JSON once more.
      return reply.type('application/json').send(Buffer.from(received))
    },
  )
}

/** Any document that was taken. */
const ReceivedBody = Type.Object({}, { additionalProperties: true, description: 'As it was received.' })
