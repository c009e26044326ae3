const bars = [2, 1, 3, 1, 1, 2, 1, 1, 3, 2, 1, 1, 2, 3, 1, 2, 1, 1, 1, 3, 2, 1, 2, 1, 3, 1, 1, 2, 2, 1, 1, 3]

/** A printed barcode, for the look of it. */
export function Barcode({ className = '' }: { className?: string }) {
  let x = 0
  const rects = bars.map((width, index) => {
    const left = x
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
