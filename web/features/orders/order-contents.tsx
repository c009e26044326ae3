import type { Order } from '#contract/orders.ts'
import { createFormats } from '../../platform/format-time.ts'
import { screenPaths } from '../../platform/paths.ts'
import { Empty } from '../../ui/load-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Cell, type Column, None, Row, Table } from '../../ui/table.tsx'
import { TextLink } from '../../ui/text-link.tsx'

const formats = createFormats()

const columns: readonly Column[] = [
  { name: 'Item', isWide: true },
  { name: 'PLU' },
  { name: 'Quantity', isNumber: true },
]

/** What was ordered: dishes, tickets, or both. */
export function OrderContents({ order: { items, barcodes } }: { order: Order }) {
  return (
    <>
      {(items.length > 0 || barcodes.length === 0) && (
        <Panel title="Items">
          {items.length === 0 ? <Empty title="There are no items" /> : <Items items={items} />}
        </Panel>
      )}
      {barcodes.length > 0 && (
        <Panel title="Tickets">
          <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm leading-6">
            {barcodes.map((barcode) => (
              <li key={barcode}>
                <TextLink to={screenPaths.barcodes} search={{ barcode }}>
                  {barcode}
                </TextLink>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Items({ items }: { items: Order['items'] }) {
  return (
    <Table caption="Items" columns={columns}>
      {items.map(({ name, plu, quantity }, place) => (
        // An order may name the same item twice, and its items never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of an item is what tells it apart
        <Row key={place}>
          <Cell>{name}</Cell>
          <Cell>{plu ?? <None />}</Cell>
          <Cell isNumber>{formats.number(quantity)}</Cell>
        </Row>
      ))}
    </Table>
  )
}
