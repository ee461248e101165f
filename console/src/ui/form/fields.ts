// Preloaded by the shell before the first form opens.
export { PasswordInput, Textarea, TextInput } from '@mantine/core'
export { Form } from './Form.tsx'
export { useRecordForm } from './useRecordForm.ts'
