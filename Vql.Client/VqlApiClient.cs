using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Vql.Client.Records;
using Vql.Client.Requests;

namespace Vql.Client;

/// <summary>
/// A client for the contacts and companies of the API. A client reads its own writes: searches carry the position of
/// its last write.
/// </summary>
/// <param name="http">
/// The HTTP client, with the URL of the API as <see cref="HttpClient.BaseAddress"/>. The caller disposes it.
/// </param>
/// <param name="options">The credentials and the retry policy.</param>
/// <param name="time">The time provider for retries.</param>
public sealed partial class VqlApiClient(HttpClient http, VqlClientOptions? options = null, TimeProvider? time = null)
{
    private const string Contacts = "contacts";
    private const string Companies = "companies";

    private readonly Sender _sender = new(http, options ?? new VqlClientOptions(), time ?? TimeProvider.System);

    /// <summary>
    /// The position of the last write that searches must contain. Set it to pass a position from one client to another.
    /// </summary>
    public string? ConsistencyPosition
    {
        get => _sender.Position;
        set => _sender.Position = value;
    }

    /// <summary>Returns all contacts that match a filter. Pages are requested as needed.</summary>
    public IAsyncEnumerable<Contact> ContactsAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        EnumerateAsync(Contacts, filter, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>Returns all companies that match a filter. Pages are requested as needed.</summary>
    public IAsyncEnumerable<Company> CompaniesAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        EnumerateAsync(Companies, filter, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>Returns the first page of contacts.</summary>
    public Task<Page<Contact>> ContactPageAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        PageAsync(AddressOf(Contacts, filter), ClientJson.Default.PageContact, cancellationToken);

    /// <summary>
    /// Returns the page of contacts at a link, which is <see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/> of
    /// another page.
    /// </summary>
    public Task<Page<Contact>> ContactPageAsync(Uri link, CancellationToken cancellationToken = default) =>
        PageAsync(link, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>Returns the first page of companies.</summary>
    public Task<Page<Company>> CompanyPageAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        PageAsync(AddressOf(Companies, filter), ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>
    /// Returns the page of companies at a link, which is <see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/>
    /// of another page.
    /// </summary>
    public Task<Page<Company>> CompanyPageAsync(Uri link, CancellationToken cancellationToken = default) =>
        PageAsync(link, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>Returns the number of contacts that match a filter.</summary>
    public Task<long> CountContactsAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        CountAsync(Contacts, filter, cancellationToken);

    /// <summary>Returns the number of companies that match a filter.</summary>
    public Task<long> CountCompaniesAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        CountAsync(Companies, filter, cancellationToken);

    /// <summary>Returns the values of a field of contacts that match a typed text, the most frequent first.</summary>
    /// <param name="field">The filter whose values are suggested, such as <c>title</c>.</param>
    /// <param name="text">The typed text. Each of its words must be the beginning of a word of the value.</param>
    /// <param name="filter">The filter of the counted contacts. Filters on the field, the order and the page are ignored.</param>
    /// <param name="limit">The maximum number of values. Null for the default of the API.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<IReadOnlyList<SuggestedValue>> SuggestContactValuesAsync(
        string field, string text, ContactFilter? filter = null, int? limit = null, CancellationToken cancellationToken = default) =>
        SuggestValuesAsync(Contacts, filter, field, text, limit, cancellationToken);

    /// <summary>Returns the values of a field of companies that match a typed text, the most frequent first.</summary>
    /// <param name="field">The filter whose values are suggested, such as <c>industries</c>.</param>
    /// <param name="text">The typed text. Each of its words must be the beginning of a word of the value.</param>
    /// <param name="filter">The filter of the counted companies. Filters on the field, the order and the page are ignored.</param>
    /// <param name="limit">The maximum number of values. Null for the default of the API.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<IReadOnlyList<SuggestedValue>> SuggestCompanyValuesAsync(
        string field, string text, CompanyFilter? filter = null, int? limit = null, CancellationToken cancellationToken = default) =>
        SuggestValuesAsync(Companies, filter, field, text, limit, cancellationToken);

    /// <summary>Returns the companies whose name or domain matches a typed text.</summary>
    /// <param name="text">The beginnings of words of the name, or of the domain.</param>
    /// <param name="filter">The filter of the companies. Its order and page are ignored.</param>
    /// <param name="limit">The maximum number of companies. Null for the default of the API.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<IReadOnlyList<SuggestedCompany>> SuggestCompaniesAsync(
        string text, CompanyFilter? filter = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        using var response = await SuggestAsync(Companies, filter, field: null, text, limit, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.CompanySuggestions, cancellationToken).ConfigureAwait(false)).Suggestions;
    }

    /// <summary>Returns a contact, or null if it does not exist.</summary>
    public Task<Versioned<Contact>?> FindContactAsync(string uuid, CancellationToken cancellationToken = default) =>
        FindAsync(Contacts, uuid, ClientJson.Default.Contact, cancellationToken);

    /// <summary>Returns a company, or null if it does not exist.</summary>
    public Task<Versioned<Company>?> FindCompanyAsync(string uuid, CancellationToken cancellationToken = default) =>
        FindAsync(Companies, uuid, ClientJson.Default.Company, cancellationToken);

    /// <summary>Creates a contact. The request has an idempotency key, so that it can be retried.</summary>
    /// <param name="contact">The members of the contact.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Versioned<Contact>> CreateContactAsync(
        ContactWrite contact, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        CreateAsync(Contacts, contact, ClientJson.Default.ContactWrite, ClientJson.Default.Contact, idempotencyKey, cancellationToken);

    /// <summary>Creates a company. The request has an idempotency key, so that it can be retried.</summary>
    /// <param name="company">The members of the company.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Versioned<Company>> CreateCompanyAsync(
        CompanyWrite company, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        CreateAsync(Companies, company, ClientJson.Default.CompanyWrite, ClientJson.Default.Company, idempotencyKey, cancellationToken);

    /// <summary>Updates the members of a contact that are not null.</summary>
    /// <param name="uuid">The unique identifier of the contact.</param>
    /// <param name="contact">The members.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to update any version.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">The contact does not exist (404) or was modified (412).</exception>
    public Task<Versioned<Contact>> UpdateContactAsync(
        string uuid, ContactWrite contact, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(Contacts, uuid, contact, ClientJson.Default.ContactWrite, ClientJson.Default.Contact, ifMatch, cancellationToken);

    /// <summary>Updates the members of a company that are not null.</summary>
    /// <param name="uuid">The unique identifier of the company.</param>
    /// <param name="company">The members.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to update any version.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">The company does not exist (404) or was modified (412).</exception>
    public Task<Versioned<Company>> UpdateCompanyAsync(
        string uuid, CompanyWrite company, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(Companies, uuid, company, ClientJson.Default.CompanyWrite, ClientJson.Default.Company, ifMatch, cancellationToken);

    /// <summary>Deletes a contact.</summary>
    /// <param name="uuid">The unique identifier of the contact.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to delete any version.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task DeleteContactAsync(string uuid, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Contacts, uuid, ifMatch, cancellationToken);

    /// <summary>Deletes a company.</summary>
    /// <param name="uuid">The unique identifier of the company.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to delete any version.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task DeleteCompanyAsync(string uuid, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Companies, uuid, ifMatch, cancellationToken);

    private async IAsyncEnumerable<T> EnumerateAsync<T>(
        string collection, Filter? filter, JsonTypeInfo<Page<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var link = AddressOf(collection, filter);
        while (link is not null)
        {
            var page = await PageAsync(link, type, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Results)
            {
                yield return row;
            }

            link = page.Next;
        }
    }

    private async Task<Page<T>> PageAsync<T>(Uri link, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(new Call(HttpMethod.Get, link), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> CountAsync(string collection, Filter? filter, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(
            new Call(HttpMethod.Get, AddressOf($"{collection}/count", filter, isCount: true)), cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.CountResponse, cancellationToken).ConfigureAwait(false)).Count;
    }

    private async Task<IReadOnlyList<SuggestedValue>> SuggestValuesAsync(
        string collection, Filter? filter, string field, string text, int? limit, CancellationToken cancellationToken)
    {
        using var response = await SuggestAsync(collection, filter, field, text, limit, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.ValueSuggestions, cancellationToken).ConfigureAwait(false)).Suggestions;
    }

    private Task<HttpResponseMessage> SuggestAsync(
        string collection, Filter? filter, string? field, string text, int? limit, CancellationToken cancellationToken)
    {
        var query = filter?.ToQuery(isCount: true) ?? "";
        var typed = (query.Length == 0 ? "?" : query + "&") + $"q={Uri.EscapeDataString(text)}"
            + (field is null ? "" : $"&field={Uri.EscapeDataString(field)}")
            + (limit is { } size ? string.Create(CultureInfo.InvariantCulture, $"&limit={size}") : "");
        return _sender.SendAsync(
            new Call(HttpMethod.Get, new Uri($"api/v1/{collection}/suggest{typed}", UriKind.Relative)), cancellationToken);
    }

    private async Task<Versioned<T>?> FindAsync<T>(
        string collection, string uuid, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await SendAsync(new Call(HttpMethod.Get, AddressOf(collection, uuid)), type, cancellationToken).ConfigureAwait(false);
        }
        catch (VqlProblemException problem) when (problem.Status == 404)
        {
            return null;
        }
    }

    private Task<Versioned<T>> CreateAsync<TWrite, T>(
        string collection, TWrite row, JsonTypeInfo<TWrite> body, JsonTypeInfo<T> type, string? key, CancellationToken cancellationToken) =>
        SendAsync(
            new Call(HttpMethod.Post, AddressOf(collection, filter: null))
            {
                Content = () => JsonContent.Create(row, body),
                IdempotencyKey = key ?? Guid.NewGuid().ToString(),
            },
            type, cancellationToken);

    private Task<Versioned<T>> UpdateAsync<TWrite, T>(
        string collection, string uuid, TWrite row, JsonTypeInfo<TWrite> body, JsonTypeInfo<T> type, string? ifMatch,
        CancellationToken cancellationToken) =>
        SendAsync(
            new Call(HttpMethod.Put, AddressOf(collection, uuid)) { Content = () => JsonContent.Create(row, body), IfMatch = ifMatch },
            type, cancellationToken);

    private async Task DeleteAsync(string collection, string uuid, string? ifMatch, CancellationToken cancellationToken)
    {
        var call = new Call(HttpMethod.Delete, AddressOf(collection, uuid)) { IfMatch = ifMatch };
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Versioned<T>> SendAsync<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var value = await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
        return new Versioned<T>(value, response.Headers.ETag?.ToString());
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
        ?? throw new VqlProblemException(new Problem { Title = "The response body is null.", Status = (int)response.StatusCode });

    private static Uri AddressOf(string collection, Filter? filter, bool isCount = false) =>
        new($"api/v1/{collection}/{filter?.ToQuery(isCount)}", UriKind.Relative);

    private static Uri AddressOf(string collection, string uuid) =>
        new($"api/v1/{collection}/{Uri.EscapeDataString(uuid)}/", UriKind.Relative);
}
