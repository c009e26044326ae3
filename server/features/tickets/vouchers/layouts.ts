import type { VoucherFormat } from '../voucher-options.ts'

/** What stands around a voucher's values. */
export interface Layout {
  fileName: string
  header: string
  beforeCustomer: string
  beforeOrder: string
  beforeBarcodes: string
  between: string
  end: string
  /** Characters of a barcode that need another one before them. */
  escapes: Readonly<Record<string, string>>
}

/** The forms of the voucher file (spec 2.1). */
export const layouts: Record<VoucherFormat, Layout> = {
  csv: {
    fileName: 'vouchers.csv',
    header: 'customer_id,order_id,barcodes\n',
    beforeCustomer: '',
    beforeOrder: ',',
    beforeBarcodes: ',"[',
    between: ', ',
    end: ']"\n',
    escapes: { '"': '"' },
  },
  assignment: {
    fileName: 'vouchers.txt',
    header: '',
    beforeCustomer: '',
    beforeOrder: ', ',
    beforeBarcodes: ', [',
    between: ', ',
    end: ']\n',
    escapes: {},
  },
  // A barcode holds no control characters, so these two are all that JSON wants escaped.
  json: {
    fileName: 'vouchers.ndjson',
    header: '',
    beforeCustomer: '{"customerId":"',
    beforeOrder: '","orderId":"',
    beforeBarcodes: '","barcodes":["',
    between: '","',
    end: '"]}\n',
    escapes: { '"': '\\', '\\': '\\' },
  },
}
