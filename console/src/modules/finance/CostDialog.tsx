import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { minorOf, typedMoney } from '#ui/money.ts'
import { m } from './strings.ts'
import { t } from './truthStrings.ts'

const w = t.cost
type Settings = Awaited<ReturnType<typeof get<'/api/v1/finance/aircraft/{id}/cost-settings'>>>
type Props = { aircraftId: string; what: 'costs' | 'reserve'; onClose: () => void }

/** What an aircraft costs beside its work orders, or what the overhaul of one component will cost. */
export function CostDialog({ aircraftId, what, onClose }: Props) {
  const settings = useQuery({
    queryKey: ['aircraft', aircraftId, 'cost-settings'],
    queryFn: () => get('/api/v1/finance/aircraft/{id}/cost-settings', { path: { id: aircraftId } }),
  })
  if (!settings.data) return null
  const Dialog = what === 'costs' ? Costs : Reserve
  return <Dialog settings={settings.data} onClose={onClose} />
}

const shared = {
  write: 'PUT /api/v1/finance/aircraft/{id}/cost-settings',
  submitLabel: w.save,
  done: w.saved,
  changes: ['aircraft'],
} satisfies { write: 'PUT /api/v1/finance/aircraft/{id}/cost-settings'; [field: string]: unknown }
const bodyOf = ({ aircraftId: _aircraft, ...body }: Settings) => body

type DialogProps = { settings: Settings; onClose: () => void }

function Costs({ settings, onClose }: DialogProps) {
  const { currency } = settings
  return (
    <FieldDialog
      {...shared}
      path={{ id: settings.aircraftId }}
      title={w.edit}
      fields={[
        { name: 'currency', label: m.currency, initial: currency },
        {
          name: 'insuranceMinor',
          label: w.insurance,
          kind: 'text',
          initial: typedMoney(settings.insuranceMinor, currency),
        },
        {
          name: 'fixedMinor',
          label: w.fixed,
          kind: 'text',
          initial: typedMoney(settings.fixedMinor, currency),
        },
        { name: 'fuelSource', label: w.fuelSource, initial: settings.fuelSource },
        {
          name: 'fuelMinorPerLiter',
          label: w.fuel,
          kind: 'text',
          initial: typedMoney(settings.fuelMinorPerLiter, currency),
        },
      ]}
      body={(values) => {
        const code = String(values.currency ?? currency)
        return {
          ...bodyOf(settings),
          currency: code,
          fuelSource: values.fuelSource as Settings['fuelSource'],
          insuranceMinor: minorOf(values.insuranceMinor, code),
          fixedMinor: minorOf(values.fixedMinor, code),
          fuelMinorPerLiter: minorOf(values.fuelMinorPerLiter, code),
        }
      }}
      onClose={onClose}
    />
  )
}

function Reserve({ settings, onClose }: DialogProps) {
  return (
    <FieldDialog
      {...shared}
      path={{ id: settings.aircraftId }}
      title={w.addReserve}
      fields={[
        { name: 'reserves', label: w.component, kind: { record: 'component' }, isRequired: true },
        { name: 'fixedMinor', label: w.overhaul(settings.currency), kind: 'text', isRequired: true },
      ]}
      body={(values) => {
        const componentId = String(values.reserves)
        const others = settings.reserves.filter((reserve) => reserve.componentId !== componentId)
        const costMinor = minorOf(values.fixedMinor, settings.currency)
        return { ...bodyOf(settings), reserves: [...others, { componentId, costMinor }] }
      }}
      onClose={onClose}
    />
  )
}
