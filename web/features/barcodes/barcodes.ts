import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  Barcode,
  BarcodeScan,
  RedeemBarcode,
  UnredeemBarcode,
  UnusedBarcode,
} from '#contract/barcodes.ts'
import type { Page } from '#contract/lists.ts'
import { getJson } from '../../platform/get-json.ts'
import { serverPaths, withQuery } from '../../platform/paths.ts'
import { sendJson } from '../../platform/send-json.ts'

/** One barcode, by exactly what is printed on the ticket; null when there is none. */
export function useBarcode(barcode: string) {
  return useQuery(barcodeQuery(barcode))
}

/** One page of the scans of a barcode. */
export function useScans(barcode: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['barcode', barcode, 'scans', cursor],
    queryFn: ({ signal }) =>
      getJson<Page<BarcodeScan>>(withQuery(serverPaths.barcodeAction(barcode, 'scans'), { cursor }), signal),
    placeholderData: keepPreviousData,
  })
}

/** One page of the barcodes that belong to no order. */
export function useUnusedBarcodes(cursor: string | undefined) {
  return useQuery({
    queryKey: ['unused-barcodes', cursor],
    queryFn: ({ signal }) =>
      getJson<Page<UnusedBarcode>>(withQuery(serverPaths.unusedBarcodes, { cursor }), signal),
    placeholderData: keepPreviousData,
  })
}

/** Redeems a barcode. A refusal is a scan as well, so the scans are asked for again in any case. */
export function useRedeem(barcode: string) {
  return useBarcodeChange<RedeemBarcode>(barcode, 'redeem')
}

/** Takes a redemption back. */
export function useUnredeem(barcode: string) {
  return useBarcodeChange<UnredeemBarcode>(barcode, 'unredeem')
}

function useBarcodeChange<Input>(barcode: string, action: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) =>
      sendJson<Barcode>('POST', serverPaths.barcodeAction(barcode, action), input),
    onSuccess: (changed) => queryClient.setQueryData(barcodeQuery(barcode).queryKey, changed),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['barcode', barcode] }),
  })
}

/** Asked for by a parameter: a barcode may be spelt like a path. */
function barcodeQuery(barcode: string) {
  return queryOptions({
    queryKey: ['barcode', barcode],
    queryFn: async ({ signal }) => {
      const found = await getJson<Page<Barcode>>(withQuery(serverPaths.barcodes, { barcode }), signal)
      return found.items[0] ?? null
    },
  })
}
