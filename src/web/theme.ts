/** The palette and the measures of every page, defined once. Contrast of each text pair is at least 4.5 to 1 in both schemes. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#e8f1fb',
  '#d0e2f6',
  '#a4c8ee',
  '#7db1e8',
  '#4c92dc',
  '#2a7ace',
  '#1667b8',
  '#0b57a0',
  '#0b4a88',
  '#083a6b',
]

export const theme = createTheme({
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '20px', xl: '32px' },
  headings: { fontWeight: '600' },
})

/** Colours a status may have: background, text. */
const light = {
  '--page': '#ffffff',
  '--surface': '#f6f7f9',
  '--raised': '#ffffff',
  '--line': '#d9dde2',
  '--line-strong': '#868e98',
  '--text': '#1b2025',
  '--muted': '#545d67',
  '--link': '#0b57a0',
  '--focus': '#0b57a0',
  '--row-hover': '#eef3f8',
  '--row-active': '#dceafa',
  '--mark': '#fff0b8',
  '--status-grey': '#eceff1',
  '--status-grey-text': '#414950',
  '--status-blue': '#e1eefb',
  '--status-blue-text': '#0b4a88',
  '--status-yellow': '#fcf1cc',
  '--status-yellow-text': '#664a00',
  '--status-green': '#dff3e4',
  '--status-green-text': '#135a2c',
  '--status-red': '#fde4e1',
  '--status-red-text': '#941a12',
  '--status-violet': '#eee5fb',
  '--status-violet-text': '#562894',
}

const dark: typeof light = {
  '--page': '#15181b',
  '--surface': '#1c2024',
  '--raised': '#22272c',
  '--line': '#353c43',
  '--line-strong': '#77818b',
  '--text': '#e7eaed',
  '--muted': '#a9b2bb',
  '--link': '#86bcf2',
  '--focus': '#86bcf2',
  '--row-hover': '#23292f',
  '--row-active': '#1d3550',
  '--mark': '#4d3d08',
  '--status-grey': '#2b3137',
  '--status-grey-text': '#c6cdd4',
  '--status-blue': '#14304d',
  '--status-blue-text': '#a3cef8',
  '--status-yellow': '#3d3108',
  '--status-yellow-text': '#f2d675',
  '--status-green': '#123820',
  '--status-green-text': '#97deae',
  '--status-red': '#4a1815',
  '--status-red-text': '#ffb7af',
  '--status-violet': '#32204f',
  '--status-violet-text': '#d5bdfb',
}

/** The form controls' own colours, told to the component library in its own words. */
const shared = {
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-body': 'var(--page)',
  '--mantine-color-anchor': 'var(--link)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--status-red-text)',
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...light, ...shared },
  dark: { ...dark, ...shared },
})
