import '@mantine/core/styles/PillsInput.layer.css'
import '@mantine/core/styles/Pill.layer.css'

export { MultiSelect } from '@mantine/core'
