import { readAnswer, UnreachableError } from './server-answer.ts'

interface Upload {
  path: string
  /** The files by the names of their fields. */
  files: ReadonlyMap<string, File>
  signal: AbortSignal
  onProgress: (sent: UploadProgress) => void
}

export interface UploadProgress {
  sentBytes: number
  totalBytes: number
}

/**
 * Sends files as a form; `path` is known to answer with `T`. XMLHttpRequest, because `fetch` does not say how much was sent.
 * @throws UnreachableError | RefusedError
 */
export function uploadFiles<T>({ path, files, signal, onProgress }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    for (const [field, file] of files) form.append(field, file)
    request.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total })
    request.onload = () => {
      try {
        resolve(readAnswer<T>({ status: request.status, text: request.responseText }))
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new UnreachableError('the upload broke off'))
    request.onabort = () => reject(new DOMException('The upload was cancelled', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.open('POST', path)
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  })
}
