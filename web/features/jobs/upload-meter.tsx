import { createFormats } from '../../platform/format-time.ts'
import type { UploadProgress } from '../../platform/upload-files.ts'
import { Button } from '../../ui/button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'

const formats = createFormats()

/** How much of the files is sent. */
export function UploadMeter({ progress, onCancel }: { progress: UploadProgress; onCancel: () => void }) {
  const { sentBytes, totalBytes } = progress
  const isSent = totalBytes > 0 && sentBytes >= totalBytes
  const percent = totalBytes === 0 ? 0 : Math.floor((100 * sentBytes) / totalBytes)
  return (
    <div className="space-y-3">
      <ProgressBar label="Upload" percent={percent} />
      <div className="flex flex-wrap items-center gap-4">
        <p className="mr-auto text-sm text-muted tabular-nums">
          {isSent
            ? 'Sent. Docket looks at what arrived.'
            : `${formats.bytes(sentBytes)} of ${formats.bytes(totalBytes)} sent`}
        </p>
        <Button look="quiet" onClick={onCancel}>
          Stop the upload
        </Button>
      </div>
    </div>
  )
}
