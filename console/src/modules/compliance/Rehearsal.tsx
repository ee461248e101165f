import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { optionsOf } from '#api/choice.ts'
import { get, patch, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { FieldRow } from '#ui/form/FieldGroup.tsx'
import { Form } from '#ui/form/Form.tsx'
import { HoursField, hoursError } from '#ui/form/HoursField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { parseHours } from '#ui/hours.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { useAction } from '#ui/useAction.ts'
import { VerdictBadge } from './eligibilityWords.tsx'
import { t as w } from './rehearsalWords.ts'

type Rehearsed = Answer<'POST', '/api/v1/compliance/rehearsals'>
type Policy = Answer<'GET', '/api/v1/compliance/policy'>
const rules = ['61.3(a)', '61.31(d)', '61.23', '61.56(c)', '61.57(a)', '61.57(b)', '61.57(c)'] as const
const shown = 200

/** Replays a minimum or a rule on the last twelve months before it is switched on. */
export default function Rehearsal() {
  const policy = useQuery({
    queryKey: ['eligibility_policy'],
    queryFn: () => get('/api/v1/compliance/policy'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/compliance/minimums', label: w.back }} />
      <Loaded query={policy}>{(data) => <Rehearse policy={data} />}</Loaded>
    </>
  )
}

interface Tried {
  result: Rehearsed
  minimum: { measure: 'total'; neededMinutes: number; typeDesignators: string[] } | null
  policy: Policy
}

function Rehearse({ policy }: { policy: Policy }) {
  const [tried, setTried] = useState<Tried | null>(null)
  const record = useRecordForm({
    initial: {
      of: 'minimum',
      measure: 'type' as 'total',
      hours: '50',
      types: '',
      rule: '61.57(a)' as (typeof rules)[number],
      ...policy,
      countsSameMonth: String(policy.countsSameMonth),
    },
    validate: { hours: hoursError },
    send: async ({ of, measure, hours, types, rule, ninetyDaysFrom, countsSameMonth }) => {
      const minimum = {
        measure,
        neededMinutes: Math.round(((parseHours(hours) ?? 0) * 60) / 100),
        typeDesignators: types
          .split(/[\s,;]+/)
          .filter(Boolean)
          .map((type) => type.toUpperCase()),
      }
      const counted = { ninetyDaysFrom, countsSameMonth: countsSameMonth === 'true' }
      const result = await post('/api/v1/compliance/rehearsals', {
        body: { ...(of === 'minimum' ? { minimum } : { rule }), policy: counted },
      })
      setTried({ result, minimum: of === 'minimum' ? minimum : null, policy: counted })
    },
  })
  const { form } = record
  const isMinimum = form.values.of === 'minimum'
  return (
    <>
      <Form record={record} submitLabel={w.run}>
        <SegmentedControl
          aria-label={w.of}
          data={[
            { value: 'minimum', label: w.minimum },
            { value: 'rule', label: w.rule },
          ]}
          {...form.getInputProps('of')}
        />
        {isMinimum ? (
          <FieldRow>
            <Select
              label={w.measure}
              data={optionsOf('compliance_minimum.measure')}
              allowDeselect={false}
              {...form.getInputProps('measure')}
            />
            <HoursField label={w.hours} {...form.getInputProps('hours')} />
            <TextInput label={w.types} description={w.typesHint} {...form.getInputProps('types')} />
          </FieldRow>
        ) : (
          <FieldRow>
            <Select
              label={w.rule}
              data={rules.map((rule) => ({ value: rule, label: `14 CFR ${rule}: ${w.rules[rule]}` }))}
              allowDeselect={false}
              {...form.getInputProps('rule')}
            />
            <Select
              label={w.ninetyDays}
              data={optionsOf('EligibilityPolicy.ninetyDaysFrom')}
              allowDeselect={false}
              {...form.getInputProps('ninetyDaysFrom')}
            />
            <Select
              label={w.sameMonth}
              data={w.sameMonths}
              allowDeselect={false}
              {...form.getInputProps('countsSameMonth')}
            />
          </FieldRow>
        )}
      </Form>
      {tried ? <Outcome tried={tried} current={policy} /> : null}
    </>
  )
}

function Outcome({ tried: { result, minimum, policy }, current }: { tried: Tried; current: Policy }) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const count = useAction({
    run: () => patch('/api/v1/compliance/policy', { body: policy }),
    done: w.policySaved,
    changes: ['eligibility_policy', 'compliance_record'],
  })
  const isOtherPolicy =
    policy.ninetyDaysFrom !== current.ninetyDaysFrom || policy.countsSameMonth !== current.countsSameMonth
  return (
    <>
      <Section
        title={result.failing.length === 0 ? w.none : w.failing(result.failing.length)}
        actions={
          minimum && can('createComplianceMinimum') ? (
            <Button size="compact-sm" onClick={() => setAdding(true)}>
              {w.switchOn}
            </Button>
          ) : !minimum && isOtherPolicy && can('updateEligibilityPolicy') ? (
            <Button size="compact-sm" onClick={() => count.mutate(undefined)}>
              {w.useCounting}
            </Button>
          ) : null
        }
      >
        <Facts
          items={[
            [w.judged, w.flights(result.judged)],
            [w.from, <Instant key="from" at={result.from} />],
            [w.assumed, result.assumption],
            [
              w.people,
              result.people.map(({ displayName, flights }) => `${displayName} (${flights})`).join(', '),
            ],
          ]}
        />
        {result.failing.length > shown ? <p className="dim">{w.first(shown)}</p> : null}
        <PlainTable
          label={w.stopped}
          rows={result.failing.slice(0, shown)}
          rowKey={({ flightId, personId }) => `${flightId} ${personId}`}
          empty={w.none}
          row={(flight) => (
            <>
              <td>
                <AppLink to={`/flights/${flight.flightId}`}>
                  <Instant at={flight.offBlockAt} />
                </AppLink>
              </td>
              <td>{flight.registration}</td>
              <td>{flight.displayName}</td>
              <td>
                <VerdictBadge verdict={flight.verdict} /> <span className="dim">{flight.reason}</span>
              </td>
            </>
          )}
        />
      </Section>
      {isAdding && minimum ? (
        <FieldDialog
          write="POST /api/v1/compliance/minimums"
          title={w.switchOn}
          submitLabel={w.switchOn}
          done={w.switchedOn}
          changes={['compliance_minimum', 'compliance_record']}
          more={minimum}
          fields={[
            {
              name: 'title',
              label: w.name,
              initial: w.nameOf(
                labelOf('compliance_minimum.measure', minimum.measure),
                minimum.neededMinutes / 60,
                minimum.typeDesignators.join(', '),
              ),
            },
            { name: 'effect', label: w.effect, initial: 'blocks' },
            { name: 'authority', label: w.authority, initial: 'workspace' },
            { name: 'citation', label: w.citation },
          ]}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  )
}
