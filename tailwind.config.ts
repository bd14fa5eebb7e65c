import type { Config } from 'tailwindcss';

const greys = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [index + 1, `var(--grey-${index + 1})`]),
);

/** A state's four colors: a solid fill, a soft background, the line around it, the text on it. */
const state = (name: string) => ({
  solid: `var(--${name}-solid)`,
  soft: `var(--${name}-soft)`,
  line: `var(--${name}-line)`,
  text: `var(--${name}-text)`,
});

/** The available tokens; their values are in `app/globals.css`, for light and dark. */
const config: Config = {
  content: ['./app/**/*.{ts,tsx}', './components/**/*.{ts,tsx}'],
  theme: {
    // The navigation takes some of the width: it may be expanded from `lg` on, and is collapsed
    // from `md` on.
    screens: { sm: '40rem', md: '48rem', lg: '80rem', xl: '90rem', '2xl': '120rem' },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      grey: greys,
      canvas: 'var(--canvas)',
      surface: 'var(--surface)',
      raised: 'var(--raised)',
      hover: 'var(--hover)',
      sunken: 'var(--sunken)',
      skeleton: 'var(--skeleton)',
      selected: 'var(--selected)',
      overlay: 'var(--overlay)',
      line: { DEFAULT: 'var(--line)', strong: 'var(--line-strong)' },
      control: 'var(--control)',
      ink: 'var(--ink)',
      muted: 'var(--muted)',
      faint: 'var(--faint)',
      focus: 'var(--focus)',
      accent: { ...state('accent'), 'solid-hover': 'var(--accent-solid-hover)' },
      good: state('good'),
      warn: state('warn'),
      bad: { ...state('bad'), 'solid-hover': 'var(--bad-solid-hover)' },
      on: { accent: 'var(--on-accent)', bad: 'var(--on-bad)' },
      plot: { used: 'var(--plot-used)', allotted: 'var(--plot-allotted)' },
    },
    fontFamily: {
      sans: ['var(--font-geist-sans)', 'ui-sans-serif', 'system-ui', 'sans-serif'],
      mono: ['var(--font-geist-mono)', 'ui-monospace', 'monospace'],
    },
    // 12 labels and meta, 13 tables and controls, 15 body and section titles, 20 page titles.
    fontSize: {
      12: ['0.75rem', { lineHeight: '1rem', letterSpacing: '0' }],
      13: ['0.8125rem', { lineHeight: '1.25rem', letterSpacing: '-0.003em' }],
      15: ['0.9375rem', { lineHeight: '1.5rem', letterSpacing: '-0.009em' }],
      20: ['1.25rem', { lineHeight: '1.75rem', letterSpacing: '-0.019em' }],
    },
    fontWeight: { normal: '400', medium: '500', semibold: '600' },
    borderRadius: { none: '0', tag: '4px', control: '6px', panel: '8px', full: '9999px' },
    boxShadow: { none: 'none', float: 'var(--shadow)' },
    transitionDuration: { DEFAULT: '140ms', fast: '120ms', slow: '180ms' },
    transitionTimingFunction: { DEFAULT: 'cubic-bezier(0.2, 0, 0, 1)' },
    animation: {
      none: 'none',
      spin: 'spin 800ms linear infinite',
      appear: 'appear 140ms linear',
      rise: 'rise 160ms cubic-bezier(0.2, 0, 0, 1)',
      drop: 'drop 140ms cubic-bezier(0.2, 0, 0, 1)',
      'pulse-soft': 'pulse-soft 1600ms ease-in-out infinite',
      vanish: 'vanish 120ms linear forwards',
      'slide-from-right': 'slide-from-right 180ms cubic-bezier(0.2, 0, 0, 1)',
      'slide-from-left': 'slide-from-left 180ms cubic-bezier(0.2, 0, 0, 1)',
    },
    extend: {
      // The header of a page, with the gutters that its body has outside.
      maxWidth: {
        page: '1440px',
        'page-header': 'calc(1440px + 2 * var(--gutter))',
        form: '560px',
        prose: '68ch',
      },
    },
  },
};

export default config;
