import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import { ChangeStatus, HistoryList, Order, OrderStatusList } from '#contract/orders.ts'
import type { Context } from '../../../platform/context.ts'
import type { Database } from '../../../platform/database/database.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { etagOf } from '../../../platform/http/etag.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { refuseUnknownOrder, showOrder } from '../reading/show-order.ts'
import { changeStatus } from './change-status.ts'
import { downloadHistory, listHistory } from './list-history.ts'
import { listStatuses } from './list-statuses.ts'
import { findOrder } from './order-state-queries.ts'
import { refuseStale } from './refuse-change.ts'

const tags = ['orders']
const OrderPath = Type.Object({ id: Type.String() })
const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ description: 'The ETag of the order as the caller knows it. Another version is 412.' }),
  ),
})

/** Adds what becomes of orders: the change of a status, the history, and the table of all statuses. */
export function addStatusRoutes(api: FastifyInstance, context: Context): void {
  addChange(api, context)
  addHistory(api, context)
  addStatuses(api)
}

function addChange(api: FastifyInstance, context: Context): void {
  api.withTypeProvider<ContractTypes>().patch(
    '/orders/:id/status',
    {
      config: { problems: [409, 412] },
      // An order that has changed comes before all that is wrong with the change of it.
      attachValidation: true,
      schema: {
        operationId: 'changeOrderStatus',
        tags,
        summary: 'Report what has become of an order, or change it',
        params: OrderPath,
        headers: IfMatch,
        body: ChangeStatus,
        response: { 200: Order },
      },
    },
    async (request, reply) => {
      const call = callOf(context, request)
      if (request.validationError !== undefined) {
        await refuseStaleOrder(context.db, request.params.id, request.headers['if-match'])
        throw request.validationError
      }
      const { publicId } = await changeStatus(call, request.params.id, request.body, {
        ifMatch: request.headers['if-match'],
      })
      const order = await showOrder(context, publicId)
      return reply.header('etag', etagOf(order.version)).send(order)
    },
  )
}

/** @throws ProblemError 404 and 412 when there is an `If-Match` and not the order that it means */
async function refuseStaleOrder(db: Database, publicId: string, ifMatch: string | undefined): Promise<void> {
  if (ifMatch === undefined) return
  refuseStale(ifMatch, (await findOrder(db, publicId)) ?? refuseUnknownOrder())
}

function addHistory(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/orders/:id/history',
    {
      schema: {
        operationId: 'listOrderHistory',
        tags,
        summary: 'What happened to an order, oldest first, with what was refused',
        params: OrderPath,
        querystring: PageQuery,
        response: { 200: HistoryList },
      },
    },
    async (request) => listHistory(callOf(context, request), request.params.id, request.query),
  )
  routes.get(
    '/orders/:id/history.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadOrderHistory',
        tags,
        summary: 'All that happened to an order',
        params: OrderPath,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, await downloadHistory(callOf(context, request), request.params.id)),
  )
}

function addStatuses(api: FastifyInstance): void {
  api.withTypeProvider<ContractTypes>().get(
    '/order-statuses',
    {
      schema: {
        operationId: 'listOrderStatuses',
        tags,
        summary: 'Every status that Docket knows: its group, and the groups that may follow',
        response: { 200: OrderStatusList },
      },
    },
    async () => listStatuses(),
  )
}
