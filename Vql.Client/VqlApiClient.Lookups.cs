using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Client.Records;
using Vql.Client.Requests;

namespace Vql.Client;

/// <content>Lookups of many records by their keys.</content>
public sealed partial class VqlApiClient
{
    /// <summary>Returns the result of each of up to 500 keys, in their order. Recent writes are found.</summary>
    /// <exception cref="VqlProblemException">There are too many keys, or none.</exception>
    public Task<IReadOnlyList<LookupResult<Contact>>> LookUpContactsAsync(
        IReadOnlyList<ContactKey> keys, CancellationToken cancellationToken = default) =>
        LookUpAsync(
            Contacts, new LookupKeys<ContactKey>(keys), ClientJson.Default.LookupKeysContactKey, ClientJson.Default.LookupAnswerContact,
            cancellationToken);

    /// <summary>Returns the result of each of up to 500 keys, in their order. Recent writes are found.</summary>
    /// <exception cref="VqlProblemException">There are too many keys, or none.</exception>
    public Task<IReadOnlyList<LookupResult<Company>>> LookUpCompaniesAsync(
        IReadOnlyList<CompanyKey> keys, CancellationToken cancellationToken = default) =>
        LookUpAsync(
            Companies, new LookupKeys<CompanyKey>(keys), ClientJson.Default.LookupKeysCompanyKey, ClientJson.Default.LookupAnswerCompany,
            cancellationToken);

    private async Task<IReadOnlyList<LookupResult<T>>> LookUpAsync<TKey, T>(
        string collection, LookupKeys<TKey> keys, JsonTypeInfo<LookupKeys<TKey>> body, JsonTypeInfo<LookupAnswer<T>> type,
        CancellationToken cancellationToken)
        where T : class
    {
        var call = new Call(HttpMethod.Post, Relative($"api/v1/{collection}/lookup"))
        {
            Content = () => JsonContent.Create(keys, body),
            IsSearch = true,
        };
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, type, cancellationToken).ConfigureAwait(false)).Results;
    }
}
