/**
 * The figures by which the model was chosen, simulated with other made-up senders of the same patterns: for each rate the
 * false alarms a year and sender, and the delay of the alarm in hours, at the median and of 95 in 100 stops. The 95 are
 * of stops from Monday to Thursday.
 */
import type { PatternName } from '../../test/notify/silence/patterns.ts'

export const rates = [0.3, 1, 3, 10, 30, 100] as const

export type Figures = readonly [falseAlarms: number, median: number, late: number]

export const reference: Record<PatternName, readonly Figures[]> = {
  'even, day and night': [
    [1.1, 384, 744],
    [0.4, 136.8, 201.6],
    [0.1, 57, 71],
    [0.2, 22, 28],
    [0.2, 7.9, 9.5],
    [0.2, 2.7, 3.3],
  ],
  'office hours (Berlin)': [
    [0.7, 432, 840],
    [0.4, 146.4, 211.2],
    [0.7, 49, 93],
    [0.3, 20, 22],
    [0.2, 3.3, 15],
    [0.2, 1.1, 4.8],
  ],
  'office hours (New York)': [
    [0.7, 384, 816],
    [0.5, 146.4, 204],
    [0.5, 48, 91],
    [0.5, 9.8, 21],
    [0.4, 3.8, 7.3],
    [0.2, 1.8, 5.1],
  ],
  'days vary by 50 %': [
    [0.7, 432, 888],
    [0.7, 163.2, 261.6],
    [0.6, 71, 120],
    [1.3, 26, 47],
    [1.1, 16, 21],
    [1.5, 2, 14],
  ],
  'slow waves': [
    [0.9, 432, 912],
    [1.1, 168, 314.4],
    [0.8, 72, 122.4],
    [0.9, 24, 46],
    [0.3, 6.7, 19],
    [0.6, 1.6, 12],
  ],
  'clumps of 3 in 20 min': [
    [0.8, 984, 2712],
    [0.7, 408, 840],
    [1.0, 160.8, 283.2],
    [0.3, 58, 114],
    [0.4, 21, 24],
    [0.3, 3.3, 16],
  ],
  'campaigns ×5, 3 days a month': [
    [0.9, 360, 624],
    [1.2, 141.6, 211.2],
    [0.5, 62, 100],
    [1.0, 21, 26],
    [0.4, 3.7, 16],
    [0.2, 1.2, 5.7],
  ],
  'Christmas week ×0.2': [
    [0.9, 432, 840],
    [0.7, 146.4, 242.4],
    [1.1, 51, 109],
    [1.0, 20, 25],
    [1.0, 3.5, 16],
    [0.3, 1.1, 4.9],
  ],
  'August ×0.6': [
    [0.9, 432, 912],
    [0.6, 148.8, 244.8],
    [0.5, 50, 97],
    [0.3, 20, 23],
    [0.5, 3.6, 16],
    [0.2, 1.1, 5.8],
  ],
  'halves every 3 months': [
    [0.4, 792, 2232],
    [0.5, 312, 1152],
    [0.9, 141.6, 376.8],
    [0.4, 42, 142],
    [0.4, 18, 40],
    [0.8, 2.8, 18],
  ],
  'drops to 0.3 for good': [
    [0.8, 600, 2136],
    [1.0, 223.2, 907.2],
    [1.0, 134.4, 314.4],
    [1.1, 45, 117],
    [0.7, 17, 26],
    [0.5, 2.6, 16],
  ],
  'weeks ×1.7 and ×0.3': [
    [0.5, 408, 816],
    [0.6, 235.2, 352.8],
    [0.7, 120, 168],
    [0.4, 46, 116],
    [0.6, 19, 50],
    [0.4, 3.6, 18],
  ],
  'one batch a weekday, 06:00': [
    [0.6, 432, 816],
    [0.4, 163.2, 252],
    [0.6, 84, 115.2],
    [0.0, 44, 92],
    [0.0, 43, 91],
    [0.0, 43, 91],
  ],
}
