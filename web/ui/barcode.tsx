const widths = '112311211212111221112212113321222111211212121231122311123121212322122211113'

/** A printed barcode, for the look of it. */
export function Barcode({ className = '' }: { className?: string }) {
  let x = 0
  const rects = Array.from(widths, (digit, index) => {
    const left = x
    const width = Number(digit)
    x += width
    return index % 2 === 0 ? <rect key={left} x={left} y={0} width={width} height={10} /> : null
  })
  return (
    <svg
      aria-hidden="true"
      className={`fill-current ${className}`}
      viewBox={`0 0 ${x} 10`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
    >
      {rects}
    </svg>
  )
}
