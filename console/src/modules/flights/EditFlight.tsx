import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { useCan, useSession } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import { FieldGroup, FieldRow, Unit } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { LeaveGuard } from '#ui/form/LeaveGuard.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { type Search, useGo, useParam } from '#ui/place.ts'
import { CountFields } from './CountFields.tsx'
import { CrewFields } from './CrewFields.tsx'
import { emptyFlight, type FlightForm, formOf } from './flightForm.ts'
import { MeterFields } from './MeterFields.tsx'
import { RouteFields } from './RouteFields.tsx'
import { t } from './strings.ts'
import { useIsSimulator } from './useIsSimulator.ts'
import { useOfferedMeters } from './useNextMeters.ts'
import { useOfferedCounts } from './useNight.ts'
import { draftKeyOf, useSendFlight } from './useSendFlight.ts'
import { validateFlight } from './validateFlight.ts'

const w = t.form

/** Logs a flight, or updates the draft in the URL. */
export default function EditFlight() {
  const id = useParam('id')
  const flight = useQuery({
    queryKey: ['flight', id],
    queryFn: () => get('/api/v1/ops/flights/{id}', { path: { id } }),
    enabled: id !== '',
  })
  if (id === '') return <FlightFields />
  return <Loaded query={flight}>{(data) => <FlightFields flight={data} />}</Loaded>
}

function FlightFields({ flight }: { flight?: Flight }) {
  const go = useGo()
  const can = useCan()
  const send = useSendFlight(flight)
  const { crewId, workspace } = useSession()
  const search: Search = useSearch({ strict: false })
  const isSubmitting = useRef(false)

  const record = useRecordForm<FlightForm, unknown>({
    initial: flight ? formOf(flight) : emptyFlight(crewId, search.aircraft ?? null),
    validate: validateFlight,
    draft: flight ? undefined : { key: draftKeyOf(workspace.id) },
    send: (values) => send(values, isSubmitting.current),
  })
  const { form } = record

  useIsSimulator(form)
  const sources = useOfferedMeters(form, flight === undefined)
  const night = useOfferedCounts(form, flight === undefined)
  const as = (submitting: boolean) => () => {
    isSubmitting.current = submitting
  }
  const back = flight
    ? { to: `/flights/${flight.id}`, label: t.page.back }
    : { to: '/flights', label: t.page.back }

  return (
    <>
      <PageHeader title={flight ? w.editTitle : w.title} back={back} />
      <Form
        record={record}
        submitLabel={flight ? w.save : w.draft}
        onSubmitClick={as(false)}
        onCancel={() => void go(back.to)}
        more={
          can('submitFlight') ? (
            <Button size="sm" type="submit" loading={record.isSending} onClick={as(true)}>
              {w.submit}
            </Button>
          ) : null
        }
      >
        <FieldGroup title={w.flight}>
          <FieldRow>
            <RecordField kind="aircraft" label={w.aircraft} {...form.getInputProps('aircraftId')} />
            <Select
              label={w.type}
              allowDeselect={false}
              data={optionsOf('flight.flightType')}
              {...form.getInputProps('flightType')}
            />
            {can('listProjects') ? (
              <RecordField kind="project" label={w.project} clearable {...form.getInputProps('projectId')} />
            ) : null}
            <Select
              label={w.operation}
              clearable
              data={optionsOf('flight.operation')}
              {...form.getInputProps('operation')}
            />
            <Select
              label={w.providedBy}
              clearable
              data={optionsOf('flight.instructionAircraftProvidedBy')}
              {...form.getInputProps('instructionAircraftProvidedBy')}
            />
          </FieldRow>
          <CrewFields form={form} />
        </FieldGroup>
        <RouteFields form={form} />
        <MeterFields form={form} sources={sources} />
        <CountFields form={form} night={night} />
        <FieldGroup title={w.fluids}>
          <FieldRow>
            <TextInput label={w.fuelQuantity} inputMode="decimal" {...form.getInputProps('fuelQuantity')} />
            <Select
              label={w.fuelUnit}
              allowDeselect={false}
              data={optionsOf('flight.fuelUnit')}
              {...form.getInputProps('fuelUnit')}
            />
            <TextInput
              label={w.oilQuarts}
              inputMode="decimal"
              rightSection={<Unit>{w.oilUnit}</Unit>}
              {...form.getInputProps('oilQuarts')}
            />
          </FieldRow>
        </FieldGroup>
        <Textarea label={w.remarks} autosize minRows={2} {...form.getInputProps('remarks')} />
      </Form>
      <LeaveGuard hasUnsaved={record.hasUnsaved} />
    </>
  )
}
