// What an operator sees in the place of somebody else.
export const support = {
  support: {
    menu: 'Support view',
    title: 'Support view',
    help: 'See the pages as a role sees them, to answer a question. Nothing with personal data is shown and nothing can be changed; it ends after 30 minutes, and both its beginning and its end are audited.',
    begin: 'Begin the support view',
    banner: 'Support view: you see what “{{role}}” sees, until {{time}}',
    hidden: 'The role has {{n}} more operations that a support view does not show',
    leave: 'Leave the support view',
  },
};
