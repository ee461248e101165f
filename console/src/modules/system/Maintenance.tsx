import { Button, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, put } from '#api/client.ts'
import { Form } from '#ui/form/Form.tsx'
import { required, useRecordForm } from '#ui/form/useRecordForm.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './strings.ts'

const w = t.maintenance
const path = '/api/system/maintenance'

export default function Maintenance() {
  const maintenance = useQuery({ queryKey: ['maintenance'], queryFn: () => get(path) })
  const isOn = Boolean(maintenance.data?.maintenance_message)
  return (
    <>
      <PageHeader
        title={w.title}
        hint={w.hint}
        badge={
          maintenance.data ? (
            <StatusBadge tone={isOn ? 'amber' : 'neutral'}>{isOn ? w.on : w.off}</StatusBadge>
          ) : null
        }
      />
      <Loaded query={maintenance}>
        {({ maintenance_message }) => (
          <MessageForm key={maintenance_message} message={maintenance_message ?? ''} />
        )}
      </Loaded>
    </>
  )
}

function MessageForm({ message }: { message: string }) {
  const isOn = message !== ''
  const changes = ['maintenance', 'session']
  const set = (maintenance_message: string | null) => put(path, { body: { maintenance_message } })
  const record = useRecordForm({
    initial: { maintenance_message: message },
    validate: { maintenance_message: required(w.message) },
    send: (values) => set(values.maintenance_message),
    done: w.started,
    changes,
  })
  const end = useAction({ run: () => set(null), done: w.ended, changes })
  return (
    <Form
      record={record}
      submitLabel={isOn ? w.change : w.start}
      more={
        isOn ? (
          <Button size="sm" loading={end.isPending} onClick={() => end.mutate()}>
            {w.end}
          </Button>
        ) : undefined
      }
    >
      <Textarea
        label={w.message}
        description={w.messageHint}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={2}
        maxLength={500}
        {...record.form.getInputProps('maintenance_message')}
      />
    </Form>
  )
}
