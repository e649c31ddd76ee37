/** From renderings to a pull request, and what it says. */
export {};
