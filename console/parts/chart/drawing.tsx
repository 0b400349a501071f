/** Draws a chart with uPlot. It is a chunk of its own. */
import { useEffect, useRef, useSyncExternalStore } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useFormatter } from 'use-intl'
import { usePreferences } from '../../app/preferences.ts'
import styles from './chart.module.css'
import { dashes, type Figures } from './chart.ts'

const height = 208

export function Drawing({ figures }: { figures: Figures }) {
  const place = useRef<HTMLDivElement>(null)
  const format = useFormatter()
  const { theme, zone } = usePreferences()
  const isDark = useSyncExternalStore(onScheme, () => scheme.matches)
  // A series is drawn again only when its figures change, not with each answer that says the same.
  const text = JSON.stringify(figures)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme that is shown
  useEffect(() => {
    const target = place.current
    if (!target) return
    const shown = JSON.parse(text) as Figures
    const byDay = shown.by === 'day'
    const label = (at: number) =>
      format.dateTime(
        new Date(at * 1_000),
        byDay || shown.times.length > 48
          ? { day: 'numeric', month: 'short', ...(byDay ? { timeZone: 'UTC' } : {}) }
          : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
      )
    const colour = coloursIn(target)
    const axis = { stroke: colour('soft'), grid: { stroke: colour('hair'), width: 1 }, ticks: { show: false } }
    const chart = new uPlot(
      {
        width: Math.max(target.clientWidth, 120),
        height,
        legend: { show: false },
        cursor: { show: false },
        tzDate: (at) => uPlot.tzDate(new Date(at * 1_000), byDay ? 'UTC' : zone),
        scales: { x: { time: true }, y: { range: (_, _low, high) => [0, Math.max(high, 1) * 1.05] } },
        axes: [
          { ...axis, values: (_, splits) => splits.map(label), space: 70 },
          {
            ...axis,
            size: 48,
            incrs: [
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000,
            ],
            values: (_, splits) => splits.map((value) => format.number(value, { notation: 'compact' })),
          },
        ],
        series: [
          {},
          ...shown.series.map(({ name, tone }) => ({
            label: name,
            stroke: colour(tone),
            width: 2,
            dash: dashes[tone],
            points: { show: false },
          })),
        ],
        hooks: { draw: [(drawn) => drawMarks(drawn, shown, colour('soft'))] },
      },
      [shown.times.map((at) => Date.parse(at) / 1_000), ...shown.series.map(({ values }) => [...values])],
      target,
    )
    const resized = new ResizeObserver(() => chart.setSize({ width: Math.max(target.clientWidth, 120), height }))
    resized.observe(target)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [text, format, zone, theme, isDark])

  return <div ref={place} />
}

const scheme = matchMedia('(prefers-color-scheme: dark)')

function onScheme(listener: () => void): () => void {
  scheme.addEventListener('change', listener)
  return () => scheme.removeEventListener('change', listener)
}

/** A canvas knows no custom properties, so an element tells the colour in force. */
function coloursIn(place: HTMLElement) {
  return (tone: string): string => {
    const probe = document.createElement('span')
    probe.className = styles[tone] ?? ''
    place.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
}

/** A dotted line over the whole height for each mark. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, { marks }: Figures, colour: string): void {
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const { at } of marks) {
    const x = Math.round(valToPos(Date.parse(at) / 1_000, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}
