/** Bodies to begin with, by type of source. The persons do not exist. */
const examples: Readonly<Record<string, string>> = {
  marketplace: JSON.stringify(
    {
      userDetails: {
        firstName: 'Some',
        lastName: 'One',
        email: 'someone@contoso.com',
        phone: '16175555555',
        country: 'US',
        company: 'Contoso',
        title: 'Contoso manager',
      },
      leadSource: 'AzureMarketplace-INS|contoso.router-pro',
      actionCode: 'INS',
      offerTitle: 'Contoso Router Pro',
      description: 'MSFT_TEST',
    },
    null,
    2,
  ),
  form: 'first_name=Some&last_name=One&email=someone%40contoso.com&company=Contoso&country=US',
}

export function exampleOf(type: string): string | undefined {
  return examples[type]
}
