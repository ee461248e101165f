import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { announceList } from '#ui/announceList.ts'
import { s } from './strings.ts'

// Shade 6 is the background of a filled button with white text: at least 4.5:1.
const blue: MantineColorsTuple = [
  '#eef4fd',
  '#d9e6f9',
  '#b1ccf2',
  '#86b0ea',
  '#5f97e2',
  '#3a7fd9',
  '#1c5bb8',
  '#174c9a',
  '#123d7d',
  '#0d2f62',
]
const red: MantineColorsTuple = [
  '#fdeeee',
  '#f9d9d9',
  '#f1b0b0',
  '#e98585',
  '#e05e5e',
  '#d43f3f',
  '#b92525',
  '#9c1f1f',
  '#801919',
  '#641313',
]
// Dark surfaces: 7 is the page, 6 a field, 4 a border, 2 and above text.
const dark: MantineColorsTuple = [
  '#e4e9ef',
  '#c3ccd6',
  '#9ba7b4',
  '#74818f',
  '#2f3943',
  '#262f38',
  '#1b2229',
  '#12171c',
  '#0e1216',
  '#0a0d10',
]

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace",
  primaryColor: 'blue',
  primaryShade: 6,
  colors: { blue, red, dark },
  defaultRadius: 4,
  radius: { xs: '4px', sm: '4px', md: '4px', lg: '4px', xl: '4px' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.4', md: '1.4', lg: '1.4', xl: '1.3' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By name and not by import, which would add all of them to the first page.
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: {
      defaultProps: { size: 'sm', visibilityToggleButtonProps: { 'aria-label': s.form.reveal, tabIndex: 0 } },
    },
    // A list that opens by itself would cover the error below a field that a refused form puts the focus on.
    Select: {
      defaultProps: { size: 'sm', checkIconPosition: 'right', withScrollArea: false, openOnFocus: false },
    },
    MultiSelect: { defaultProps: { withScrollArea: false, openOnFocus: false } },
    Autocomplete: { defaultProps: { withScrollArea: false, openOnFocus: false } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // A dialog's header is not a second banner of the page.
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    // A closed list that stays mounted would be a second element with the field's name.
    // When open, it is inside the page's landmark.
    Combobox: { defaultProps: { keepMounted: false, portalProps: { target: 'main' } } },
    ComboboxOptions: { defaultProps: { ref: announceList } },
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 80 },
        overlayProps: { backgroundOpacity: 0.4 },
        attributes: { header: { role: 'presentation' } },
      },
    },
    Tooltip: {
      defaultProps: { openDelay: 250, withArrow: true, events: { hover: true, focus: true, touch: true } },
    },
  },
})

export const resolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1a2027',
    '--mantine-color-dimmed': '#57616c',
    '--mantine-color-placeholder': '#6b7580',
    '--mantine-color-default-border': '#d9dee4',
    '--mantine-color-anchor': '#1c5bb8',
    '--mantine-color-error': '#b92525',
    '--mantine-color-blue-light-color': '#174c9a',
    '--mantine-color-red-light-color': '#a61b1b',
  },
  dark: {
    '--mantine-color-text': '#e4e9ef',
    '--mantine-color-dimmed': '#9ba7b4',
    '--mantine-color-placeholder': '#8793a0',
    '--mantine-color-default-border': '#2f3943',
    '--mantine-color-anchor': '#86b0ea',
    '--mantine-color-error': '#f08a8a',
    // Lighter than the page: a darker button looks like a hole.
    '--mantine-color-blue-light': '#1d3455',
    '--mantine-color-blue-light-hover': '#264370',
    '--mantine-color-red-light': '#4a1c1f',
    '--mantine-color-red-light-hover': '#5c2226',
    '--mantine-color-blue-light-color': '#b1ccf2',
    '--mantine-color-red-light-color': '#ff9c9c',
  },
})
