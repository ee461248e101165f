import { Button } from '@mantine/core'
import type { Answer } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { formatNumber } from '#ui/region.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { levelStates } from '../kind.ts'
import { t } from './strings.ts'

const w = t.indicators
type Spi = Answer<'GET', '/api/v1/safety/spis/{id}'>
export const LevelBadge = ({ level }: { level: Spi['level'] }) => (
  <StateBadge of={levelStates} state={level} />
)
export const digits = (value: number | null) =>
  value === null ? '–' : formatNumber(value, { maximumSignificantDigits: 3 })
export const unitOf = ({ per, denominator }: Pick<Spi, 'per' | 'denominator'>) =>
  `per ${formatNumber(per)} ${denominator}`

const columns: Column<Spi>[] = [
  {
    id: 'name',
    header: w.name,
    sort: 'name',
    cell: (spi) => <AppLink to={`/safety/indicators/${spi.id}`}>{spi.name}</AppLink>,
    text: (spi) => spi.name,
  },
  { id: 'level', header: w.level, cell: (spi) => <LevelBadge level={spi.level} />, text: (spi) => spi.level },
  {
    id: 'rate',
    header: w.rate,
    isNumeric: true,
    cell: (spi) => `${digits(spi.rate)} ${unitOf(spi)}`,
    text: (spi) => spi.rate,
  },
  {
    id: 'interval',
    header: w.interval,
    isNumeric: true,
    isWide: true,
    cell: (spi) => `${digits(spi.lower)} – ${digits(spi.upper)}`,
    text: (spi) => `${digits(spi.lower)}–${digits(spi.upper)}`,
  },
  {
    id: 'counted',
    header: w.counted,
    isWide: true,
    cell: (spi) => (spi.events === null ? '–' : w.point(spi.events, digits(spi.exposure), spi.denominator)),
    text: (spi) => spi.events,
  },
  {
    id: 'window',
    header: w.window,
    isWide: true,
    cell: (spi) => labelOf('spi.period', spi.period),
    text: (spi) => spi.period,
  },
  {
    id: 'evaluated',
    header: w.evaluated,
    isWide: true,
    cell: (spi) => <Instant at={spi.evaluatedAt} relative />,
    text: (spi) => spi.evaluatedAt,
  },
]
const filters: Filter[] = [
  { id: 'level', label: w.level, options: optionsOf('spi.level') },
  { id: 'in_alert', label: w.inAlert, options: t.yesNo },
]

export default function Indicators() {
  const can = useCan()
  return (
    <RecordList
      id="indicators"
      subject="spi"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/safety/spis', { query })}
      rowName={(spi) => spi.name}
      rowLink={(spi) => `/safety/indicators/${spi.id}`}
      actions={
        <Button variant="default" component="a" href="/api/v1/safety/indicators.pdf" download>
          {t.downloadPdf}
        </Button>
      }
      create={
        can('createSpi') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.create}
              done={w.added}
              changes={['spi']}
              write="POST /api/v1/safety/spis"
              fields={fields}
              onClose={onClose}
            />
          ),
        }
      }
    />
  )
}

const fields: FieldsOf<'POST /api/v1/safety/spis'> = [
  { name: 'name', label: w.name },
  { name: 'numerator', label: w.numerator, initial: 'reports' },
  { name: 'reportCategory', label: w.reportCategory },
  { name: 'eventType', label: w.eventType },
  { name: 'denominator', label: w.denominator, initial: 'hours' },
  { name: 'denominatorSource', label: w.source, initial: 'records' },
  { name: 'per', label: w.per, initial: '1000' },
  { name: 'period', label: w.period, initial: 'rolling_90' },
  { name: 'direction', label: w.direction, initial: 'lower_is_better' },
  { name: 'watch', label: w.watch },
  { name: 'warning', label: w.warning },
  { name: 'critical', label: w.critical },
]
