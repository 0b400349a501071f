import { describe, expect, test } from 'vitest'
import { problems } from '../../../connectors/dynamics/problems.ts'
import { meaningOfRefusal } from '../../../connectors/dynamics/replies.ts'
import { findProblem } from '../../../src/delivery/problem.ts'
import { saysSo } from '../../../src/outside/answer.ts'
import { refusal } from '../../../src/outside/entra/refusal.ts'
import { networkFailure } from '../../../src/outside/network-failure.ts'
import { refusalBody, refusals } from '../../far-ends/entra/refusals.ts'

const explained = (said: string) => problems.find((problem) => saysSo(problem, said))?.id
const byCode = (code: string) => findProblem(problems, { message: '', code })?.id

describe("Partner Center's sentences", () => {
  // "Lead management questions and troubleshooting", as printed; the French of its 2018 edition; what the SDK says.
  const sentences: readonly (readonly [id: string, texts: readonly string[]])[] = [
    [
      'dynamics-sign-in',
      [
        'Could not save the lead to Dynamics CRM. Check the Dynamics CRM account settings. LastCRMError: Unable to sign in to Dynamics CRM, LastCRMException:',
        "Couldn't save the lead to Dynamics CRM. Check the Dynamics CRM account settings. LastCRMError: Unable to sign in to Dynamics CRM, LastCRMException:",
        'Unable to Login to Dynamics CRM',
        'Impossible d’enregistrer le prospect dans Dynamics CRM. Vérifiez les paramètres de compte Dynamics CRM. LastCRMError : Impossible de se connecter à Dynamics CRM, LastCRMException :',
      ],
    ],
    [
      'dynamics-missing-column-permission',
      [
        'Could not save the lead to Dynamics CRM. User does not have create permissions for the leadsourcecode attribute in the lead entity',
        'Caller user with Id 3f0a1c52 does not have Create permissions for the leadsourcecode attribute in the lead entity.',
        'Impossible d’enregistrer le prospect dans Dynamics CRM. L’utilisateur ne dispose pas d’autorisations de création pour l’attribut leadsourcecode dans l’entité prospect',
      ],
    ],
    [
      'dynamics-tenant-not-found',
      [
        'Could not save the lead to Dynamics CRM using AAD. Exception:: Tenant not found. This instance may happen if there are no active subscriptions for the tenant.',
        "Couldn't save the lead to Dynamics CRM using AAD. Exception:: Tenant not found. This instance may happen if there are no active subscriptions for the tenant.",
        "AADSTS90002: Tenant 'contoso' not found. Check to make sure you have the correct tenant ID",
        'Impossible d’enregistrer le prospect dans Dynamics CRM en utilisant AAD. Exception:: Locataire introuvable. Cette instance peut se produire s’il n’existe aucun abonnement actif pour le locataire.',
      ],
    ],
    [
      'dynamics-no-role',
      [
        'Could not save the lead to Dynamics CRM. LastCRMError: SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user.',
        'Impossible d’enregistrer le prospect dans Dynamics CRM. LastCRMError : SecLib::RetrievePrivilegeForUser en échec - aucun rôle attribué à l’utilisateur.',
      ],
    ],
    [
      'dynamics-application-not-found',
      [
        'Could not save the lead to Dynamics CRM using AAD. Exception:: Application with identifier was not found in the directory',
        "AADSTS700016: Application with identifier '2345' was not found in the directory 'Contoso'.",
        'Impossible d’enregistrer le prospect dans Dynamics CRM en utilisant AAD. Exception:: L’application associée à l’identificateur est introuvable dans le répertoire',
      ],
    ],
    [
      'dynamics-tenant-malformed',
      [
        'Could not save the lead to Dynamics CRM using AAD. Exception:: Requested tenant identifier is not valid and not valid external domain format',
        "AADSTS900023: Specified tenant identifier 'x' is neither a valid DNS name, nor a valid external domain.",
        'Impossible d’enregistrer le prospect dans Dynamics CRM en utilisant AAD. Exception:: L’identificateur de locataire demandé n’est pas valide et n’est pas un format de domaine externe valide',
      ],
    ],
    [
      'dynamics-invalid-client-secret',
      [
        'Could not save the lead to Dynamics CRM using AAD. Exception:: Error validating credentials.: Invalid client secret is provided.',
        'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value',
        'AADSTS70002: Error validating credentials. AADSTS50012: Invalid client secret is provided.',
        'Impossible d’enregistrer le prospect dans Dynamics CRM en utilisant AAD. Exception:: Erreur de validation des informations d’identification. Le secret client fourni n’est pas valide.',
      ],
    ],
    [
      'dynamics-wrong-url',
      [
        'Could not save the lead to Dynamics CRM. LastCRMError: The request channel timed out while waiting for a reply after 00:02:00. Increase the timeout value passed to the call to Request or increase the SendTimeout value on the Binding. The time allotted to this operation may have been a portion of a longer timeout.',
        'Impossible d’enregistrer le prospect dans Dynamics CRM. LastCRMError : Le canal de demande a dépassé le délai de réponse après 00:02:00.',
      ],
    ],
  ]

  test.for(sentences.flatMap(([id, texts]) => texts.map((text) => [id, text] as const)))('%s: %s', ([id, text]) => {
    expect(explained(text)).toBe(id)
  })

  test('of both beginnings are printed for each', () => {
    for (const [id, [text = '']] of sentences) {
      const wording = problems.find((problem) => problem.id === id)?.wording ?? []
      expect(wording).toContain(text)
      expect(wording).toContain(text.replace('Could not', "Couldn't"))
    }
  })

  test('that end in a number of Entra are explained by the number', () => {
    const general = sentences[0]?.[1][0]
    expect(explained(`${general} AADSTS7000222: The provided client secret keys are expired.`)).toBe(
      'dynamics-client-secret-expired',
    )
  })
})

describe('machine codes', () => {
  const passing = [50033, 50087, 50088, 51005, 80002, 80005, 80014, 90006, 90012, 90024, 90033, 90055]
  // Our own request: no operator's matter.
  const ours = [70003]
  const final = Object.keys(refusals)
    .map(Number)
    .filter((number) => !passing.includes(number) && !ours.includes(number))

  test.for(final)('AADSTS%i has its problem, as code and in a text', (number) => {
    const { status, body } = refusalBody([number], { tenant: 't', app: 'a', resource: 'r' })
    const { detail } = refusal({ status, headers: {}, text: body }, false, new Date())
    const found = findProblem(problems, detail)
    expect(found?.id).toBeDefined()
    expect(found?.id).not.toBe('dynamics-sign-in')
    expect(byCode(`AADSTS${number}`)).toBe(found?.id)
    expect(explained(`Something failed. AADSTS${number}: words that changed`)).toBe(found?.id)
  })

  test('of Dataverse lead to the problem that the connector reads in the reply, in hexadecimal and decimal', () => {
    const codes = problems.flatMap((problem) => problem.codes ?? []).filter((code) => code.startsWith('0x'))
    expect(codes.length).toBeGreaterThan(25)
    for (const code of codes) {
      const meant = meaningOfRefusal({ code, message: '' })
      expect([code, meant?.class]).toEqual([code, expect.any(String)])
      expect([code, byCode(code), byCode(String(Number(code) | 0))]).toEqual([code, meant?.id, meant?.id])
    }
  })

  test('go before words; words alone hold a destination but reject no lead', () => {
    const table = "Resource not found for the segment 'leads'."
    expect(meaningOfRefusal({ code: '0x80060888', message: table })?.id).toBe('dynamics-no-lead-table')
    expect(meaningOfRefusal({ code: '0x80040265', message: 'Owner Does Not Exist' })?.id).toBe('dynamics-plug-in')
    expect(meaningOfRefusal({ code: undefined, message: 'Owner Does Not Exist' })?.id).toBe(
      'dynamics-reference-not-found',
    )
    expect(meaningOfRefusal({ code: undefined, message: 'ISV code aborted the operation.' })).toBeUndefined()
  })

  test('of the network: a host that does not exist or does not answer is a wrong URL', () => {
    const unknownHost = networkFailure({ code: 'ENOTFOUND' }, { sent: false }, 'contoso', false)
    const silent = networkFailure({ code: 'ERR_CANCELED' }, { sent: false }, 'contoso', false)
    const slow = networkFailure({ code: 'ERR_CANCELED' }, { sent: true }, 'contoso', false)
    expect(findProblem(problems, unknownHost.detail)?.id).toBe('dynamics-wrong-url')
    expect(findProblem(problems, silent.detail)?.id).toBe('dynamics-wrong-url')
    expect(findProblem(problems, slow.detail)).toBeUndefined()
  })

  test('stand in one problem each', () => {
    const codes = problems.flatMap((problem) => problem.codes ?? [])
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
  })
})

test('each problem is explained by its own first sentence', () => {
  for (const { id, wording } of problems) expect([id, explained(wording[0] ?? '')]).toEqual([id, id])
})
