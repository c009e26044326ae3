import type { Measured } from './run-contender.ts'

/** One run of one contender on one pair of files. */
export interface Sample extends Measured {
  style: string
  size: string
  rows: number
  contender: string
}

interface Line extends Omit<Sample, 'sha256' | 'numbers'> {
  wallRatio: number
  memoryRatio: number
}

/** Prints the medians: each ratio is against the best peer, so that below 1 is ahead of all of them. */
export function printTable(samples: readonly Sample[]): void {
  const groups = [...Map.groupBy(samples, (sample) => `${sample.style} ${sample.size}`).values()]
  const header = 'barcodes  size   contender  wall s   ×best   cpu s  peak MiB  ×best   µs/row  bytes/row'
  console.log(header)
  for (const group of groups)
    for (const line of toLines(group))
      console.log(
        [
          line.style.padEnd(8),
          line.size.padEnd(5),
          line.contender.padEnd(9),
          line.seconds.toFixed(2).padStart(7),
          line.wallRatio.toFixed(2).padStart(6),
          line.cpuSeconds.toFixed(2).padStart(6),
          (line.peakKib / 1024).toFixed(0).padStart(8),
          line.memoryRatio.toFixed(2).padStart(5),
          ((line.seconds * 1e6) / line.rows).toFixed(3).padStart(7),
          ((line.peakKib * 1024) / line.rows).toFixed(0).padStart(9),
        ].join('  '),
      )
}

function toLines(group: readonly Sample[]): readonly Line[] {
  const medians = [...Map.groupBy(group, (sample) => sample.contender).values()].map(takeMedians)
  const peers = medians.filter(({ contender }) => contender !== 'docket')
  const best = (read: (sample: Sample) => number) =>
    Math.min(...(peers.length > 0 ? peers : medians).map(read))
  return medians.map((sample) => ({
    ...sample,
    wallRatio: sample.seconds / best(({ seconds }) => seconds),
    memoryRatio: sample.peakKib / best(({ peakKib }) => peakKib),
  }))
}

function takeMedians(runs: readonly Sample[]): Sample {
  const [first] = runs
  if (first === undefined) throw new Error('there is no run to take a median of')
  return {
    ...first,
    seconds: median(runs.map(({ seconds }) => seconds)),
    cpuSeconds: median(runs.map(({ cpuSeconds }) => cpuSeconds)),
    peakKib: median(runs.map(({ peakKib }) => peakKib)),
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
