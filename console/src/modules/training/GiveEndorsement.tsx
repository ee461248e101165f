import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Answer } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { FormDrawer } from '#ui/form/FormDrawer.tsx'
import { RecordField } from '#ui/form/RecordField.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { endorsements as w } from './signStrings.ts'

type TemplateCode = Answer<'GET', '/api/v1/training/endorsement-templates'>['items'][number]['code']

/** Gives an endorsement of AC 61-65K. The server writes its text, signs it, and counts its last day. */
export function GiveEndorsement({ crewId = '', onClose }: { crewId?: string; onClose: () => void }) {
  return (
    <FormDrawer title={w.create} onClose={onClose}>
      <EndorsementForm crewId={crewId} onClose={onClose} />
    </FormDrawer>
  )
}

const wordsOf = (text: string) =>
  text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean)

function EndorsementForm({ crewId, onClose }: { crewId: string; onClose: () => void }) {
  const templates = useQuery({
    queryKey: ['endorsement_templates'],
    queryFn: () => get('/api/v1/training/endorsement-templates'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const record = useRecordForm({
    initial: { crewId, template: '', types: '', airports: '', conditions: '', trainedOn: '', substitute: '' },
    names: {
      'scope.typeDesignators': 'types',
      'scope.airports': 'airports',
      'scope.conditions': 'conditions',
      substituteNote: 'substitute',
    },
    send: ({ template, types, airports, conditions, trainedOn, substitute, crewId: person }) =>
      post('/api/v1/training/endorsements', {
        body: {
          crewId: person,
          template: template as TemplateCode,
          scope: {
            typeDesignators: wordsOf(types),
            airports: wordsOf(airports),
            conditions: conditions.trim() || null,
          },
          ...(trainedOn ? { trainedOn } : {}),
          ...(substitute.trim() ? { substituteNote: substitute.trim() } : {}),
        },
      }),
    done: w.created,
    changes: ['training_endorsement', 'compliance_record'],
    onDone: onClose,
  })
  const { form } = record
  const chosen = templates.data?.items.find(({ code }) => code === form.values.template)
  return (
    <Form record={record} submitLabel={w.submit} onCancel={onClose}>
      <RecordField kind="crew_member" label={w.person} {...form.getInputProps('crewId')} />
      <Select
        label={w.template}
        searchable
        data={(templates.data?.items ?? []).map(({ code, title }) => ({
          value: code,
          label: `${code} ${title}`,
        }))}
        {...form.getInputProps('template')}
      />
      {chosen?.needs.includes('typeDesignators') ? (
        <TextInput label={w.types} description={w.typesHint} {...form.getInputProps('types')} />
      ) : null}
      {chosen?.needs.includes('airports') ? (
        <TextInput label={w.airports} description={w.airportsHint} {...form.getInputProps('airports')} />
      ) : null}
      <Textarea label={w.conditions} autosize minRows={2} {...form.getInputProps('conditions')} />
      <TextInput
        type="date"
        label={w.trainedOn}
        description={w.trainedHint}
        {...form.getInputProps('trainedOn')}
      />
      <TextInput label={w.substitute} description={w.substituteHint} {...form.getInputProps('substitute')} />
      {chosen ? (
        <section aria-label={w.text}>
          <strong>{w.text}</strong>
          <p className="dim">
            {chosen.text} ({chosen.citation})
          </p>
        </section>
      ) : null}
    </Form>
  )
}
