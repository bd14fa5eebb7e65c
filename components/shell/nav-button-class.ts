/** A button of the navigation that holds two lines: a square while the navigation is narrow. */
export const navButtonClass =
  'h-10 w-10 min-w-0 px-0 text-left wide:w-full wide:justify-start wide:px-2';
