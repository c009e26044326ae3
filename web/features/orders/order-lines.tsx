import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

interface Props {
  lines: readonly number[]
  faultOf: (line: number, name: string) => string | undefined
  onAdd: () => void
  onRemove: (line: number) => void
}

/** The items of an order that is being entered, a line each. */
export function OrderLines({ lines, faultOf, onAdd, onRemove }: Props) {
  return (
    <div className="space-y-5">
      {lines.map((line, place) => (
        <fieldset key={line} className="grid gap-x-4 gap-y-3 sm:grid-cols-[1fr_9rem_7rem_auto]">
          <legend className="sr-only">Item {place + 1}</legend>
          <TextField label="Item" name={`name-${line}`} autoComplete="off" fault={faultOf(line, 'name')} />
          <TextField label="PLU" name={`plu-${line}`} autoComplete="off" fault={faultOf(line, 'plu')} />
          <TextField
            label="Quantity"
            name={`quantity-${line}`}
            type="number"
            inputMode="numeric"
            defaultValue={1}
            step="any"
            fault={faultOf(line, 'quantity')}
          />
          <div className="sm:pt-7.5">
            {lines.length > 1 && (
              <Button look="quiet" onClick={() => onRemove(line)}>
                Remove<span className="sr-only"> item {place + 1}</span>
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      <Button look="quiet" onClick={onAdd}>
        Another item
      </Button>
    </div>
  )
}
