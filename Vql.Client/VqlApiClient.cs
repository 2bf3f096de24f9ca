using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Vql.Client.Records;
using Vql.Client.Requests;

namespace Vql.Client;

/// <summary>
/// The API's contacts and companies. What was written through a client is seen by what is asked through it afterwards: the
/// position of each write goes along with the next searches.
/// </summary>
/// <param name="http">Where the API is (<see cref="HttpClient.BaseAddress"/>); the caller's own.</param>
/// <param name="options">Key, token and patience.</param>
/// <param name="time">The clock that retries wait by.</param>
public sealed class VqlApiClient(HttpClient http, VqlClientOptions? options = null, TimeProvider? time = null)
{
    private const string Contacts = "contacts";
    private const string Companies = "companies";

    private readonly Sender _sender = new(http, options ?? new VqlClientOptions(), time ?? TimeProvider.System);

    /// <summary>The last write that searches must see. Set it to carry a position from one client to another.</summary>
    public string? ConsistencyPosition
    {
        get => _sender.Position;
        set => _sender.Position = value;
    }

    /// <summary>All contacts that a filter finds, page after page.</summary>
    public IAsyncEnumerable<Contact> ContactsAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        WalkAsync(Contacts, filter, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>All companies that a filter finds, page after page.</summary>
    public IAsyncEnumerable<Company> CompaniesAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        WalkAsync(Companies, filter, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>The first page of contacts.</summary>
    public Task<Page<Contact>> ContactPageAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        PageAsync(AddressOf(Contacts, filter), ClientJson.Default.PageContact, cancellationToken);

    /// <summary>The page of contacts that <see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/> of another names.</summary>
    public Task<Page<Contact>> ContactPageAsync(Uri link, CancellationToken cancellationToken = default) =>
        PageAsync(link, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>The first page of companies.</summary>
    public Task<Page<Company>> CompanyPageAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        PageAsync(AddressOf(Companies, filter), ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>The page of companies that another names.</summary>
    public Task<Page<Company>> CompanyPageAsync(Uri link, CancellationToken cancellationToken = default) =>
        PageAsync(link, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>How many contacts a filter finds.</summary>
    public Task<long> CountContactsAsync(ContactFilter? filter = null, CancellationToken cancellationToken = default) =>
        CountAsync(Contacts, filter, cancellationToken);

    /// <summary>How many companies a filter finds.</summary>
    public Task<long> CountCompaniesAsync(CompanyFilter? filter = null, CancellationToken cancellationToken = default) =>
        CountAsync(Companies, filter, cancellationToken);

    /// <summary>A contact; null when there is none.</summary>
    public Task<Versioned<Contact>?> FindContactAsync(string uuid, CancellationToken cancellationToken = default) =>
        FindAsync(Contacts, uuid, ClientJson.Default.Contact, cancellationToken);

    /// <summary>A company; null when there is none.</summary>
    public Task<Versioned<Company>?> FindCompanyAsync(string uuid, CancellationToken cancellationToken = default) =>
        FindAsync(Companies, uuid, ClientJson.Default.Company, cancellationToken);

    /// <summary>Creates a contact. It is safe to be repeated: it carries an Idempotency-Key.</summary>
    /// <param name="contact">Its members.</param>
    /// <param name="idempotencyKey">The key; a new one when null.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Versioned<Contact>> CreateContactAsync(ContactWrite contact, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        CreateAsync(Contacts, contact, ClientJson.Default.ContactWrite, ClientJson.Default.Contact, idempotencyKey, cancellationToken);

    /// <summary>Creates a company. It is safe to be repeated: it carries an Idempotency-Key.</summary>
    public Task<Versioned<Company>> CreateCompanyAsync(CompanyWrite company, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        CreateAsync(Companies, company, ClientJson.Default.CompanyWrite, ClientJson.Default.Company, idempotencyKey, cancellationToken);

    /// <summary>Changes the members of a contact that are not null.</summary>
    /// <param name="uuid">Which.</param>
    /// <param name="contact">The members.</param>
    /// <param name="ifTag">The <see cref="Versioned{T}.Tag"/> it must still have; null for any.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="VqlProblemException">There is none (404), or it has changed (412).</exception>
    public Task<Versioned<Contact>> UpdateContactAsync(string uuid, ContactWrite contact, string? ifTag = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(Contacts, uuid, contact, ClientJson.Default.ContactWrite, ClientJson.Default.Contact, ifTag, cancellationToken);

    /// <summary>Changes the members of a company that are not null.</summary>
    public Task<Versioned<Company>> UpdateCompanyAsync(string uuid, CompanyWrite company, string? ifTag = null, CancellationToken cancellationToken = default) =>
        UpdateAsync(Companies, uuid, company, ClientJson.Default.CompanyWrite, ClientJson.Default.Company, ifTag, cancellationToken);

    /// <summary>Deletes a contact.</summary>
    public Task DeleteContactAsync(string uuid, string? ifTag = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Contacts, uuid, ifTag, cancellationToken);

    /// <summary>Deletes a company.</summary>
    public Task DeleteCompanyAsync(string uuid, string? ifTag = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Companies, uuid, ifTag, cancellationToken);

    private async IAsyncEnumerable<T> WalkAsync<T>(
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
        return (await ReadAsync(response, ClientJson.Default.CountAnswer, cancellationToken).ConfigureAwait(false)).Count;
    }

    private async Task<Versioned<T>?> FindAsync<T>(string collection, string uuid, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await OneAsync(new Call(HttpMethod.Get, AddressOf(collection, uuid)), type, cancellationToken).ConfigureAwait(false);
        }
        catch (VqlProblemException problem) when (problem.Status == 404)
        {
            return null;
        }
    }

    private Task<Versioned<T>> CreateAsync<TWrite, T>(
        string collection, TWrite row, JsonTypeInfo<TWrite> body, JsonTypeInfo<T> answer, string? key, CancellationToken cancellationToken) =>
        OneAsync(
            new Call(HttpMethod.Post, AddressOf(collection, filter: null))
            {
                Content = () => JsonContent.Create(row, body),
                IdempotencyKey = key ?? Guid.NewGuid().ToString(),
            }, answer, cancellationToken);

    private Task<Versioned<T>> UpdateAsync<TWrite, T>(
        string collection, string uuid, TWrite row, JsonTypeInfo<TWrite> body, JsonTypeInfo<T> answer, string? tag, CancellationToken cancellationToken) =>
        OneAsync(
            new Call(HttpMethod.Put, AddressOf(collection, uuid)) { Content = () => JsonContent.Create(row, body), IfMatch = tag }, answer, cancellationToken);

    private async Task DeleteAsync(string collection, string uuid, string? tag, CancellationToken cancellationToken) =>
        (await _sender.SendAsync(new Call(HttpMethod.Delete, AddressOf(collection, uuid)) { IfMatch = tag }, cancellationToken).ConfigureAwait(false)).Dispose();

    private async Task<Versioned<T>> OneAsync<T>(Call call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return new Versioned<T>(await ReadAsync(response, type, cancellationToken).ConfigureAwait(false), response.Headers.ETag?.ToString());
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
        ?? throw new VqlProblemException(new Problem { Title = "The answer is null.", Status = (int)response.StatusCode });

    private static Uri AddressOf(string collection, Filter? filter, bool isCount = false) =>
        new($"api/v1/{collection}/{filter?.ToQuery(isCount)}", UriKind.Relative);

    private static Uri AddressOf(string collection, string uuid) =>
        new($"api/v1/{collection}/{Uri.EscapeDataString(uuid)}/", UriKind.Relative);
}
