// What the frame fetches ahead of the first form.
export { PasswordInput, Textarea, TextInput } from '@mantine/core'
export { Form } from './Form.tsx'
export { useRecordForm } from './useRecordForm.ts'
