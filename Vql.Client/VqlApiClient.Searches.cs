using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Vql.Client.Records;
using Vql.Client.Requests;

namespace Vql.Client;

/// <content>Searches with their filters in the body, and saved searches.</content>
public sealed partial class VqlApiClient
{
    private const string SavedSearches = "api/v1/saved-searches/";

    /// <summary>
    /// Returns all contacts that match a filter, which is sent in the body and can have thousands of values. Pages are requested as
    /// needed.
    /// </summary>
    public IAsyncEnumerable<Contact> SearchContactsAsync(ContactFilter filter, CancellationToken cancellationToken = default) =>
        SearchAsync(Contacts, filter, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>Returns all companies that match a filter, as <see cref="SearchContactsAsync"/> does.</summary>
    public IAsyncEnumerable<Company> SearchCompaniesAsync(CompanyFilter filter, CancellationToken cancellationToken = default) =>
        SearchAsync(Companies, filter, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>Returns a page of the contacts that match a filter, which is sent in the body.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="link">The link to the page, from another page with the same filter. Null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Page<Contact>> SearchContactPageAsync(
        ContactFilter filter, Uri? link = null, CancellationToken cancellationToken = default) =>
        SearchPageAsync(Contacts, filter, link, ClientJson.Default.PageContact, cancellationToken);

    /// <summary>Returns a page of the companies that match a filter, which is sent in the body.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="link">The link to the page, from another page with the same filter. Null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<Page<Company>> SearchCompanyPageAsync(
        CompanyFilter filter, Uri? link = null, CancellationToken cancellationToken = default) =>
        SearchPageAsync(Companies, filter, link, ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>Returns the number of contacts that match a filter, which is sent in the body.</summary>
    public Task<long> CountSearchedContactsAsync(ContactFilter filter, CancellationToken cancellationToken = default) =>
        CountSearchedAsync(Contacts, filter, cancellationToken);

    /// <summary>Returns the number of companies that match a filter, which is sent in the body.</summary>
    public Task<long> CountSearchedCompaniesAsync(CompanyFilter filter, CancellationToken cancellationToken = default) =>
        CountSearchedAsync(Companies, filter, cancellationToken);

    /// <summary>Saves a search for contacts. The offset of the filter is not saved.</summary>
    /// <param name="name">The name, unique among the caller's saved searches.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">The name exists, or the caller has the maximum number of searches (409).</exception>
    public Task<SavedSearch> SaveSearchAsync(string name, ContactFilter filter, CancellationToken cancellationToken = default) =>
        SaveAsync(name, Contacts, filter, cancellationToken);

    /// <summary>Saves a search for companies. The offset of the filter is not saved.</summary>
    /// <param name="name">The name, unique among the caller's saved searches.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">The name exists, or the caller has the maximum number of searches (409).</exception>
    public Task<SavedSearch> SaveSearchAsync(string name, CompanyFilter filter, CancellationToken cancellationToken = default) =>
        SaveAsync(name, Companies, filter, cancellationToken);

    /// <summary>Returns the caller's saved searches, newest first.</summary>
    public async Task<IReadOnlyList<SavedSearch>> ListSavedSearchesAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _sender.SendAsync(new Call(HttpMethod.Get, Relative(SavedSearches)), cancellationToken)
            .ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.SavedSearchList, cancellationToken).ConfigureAwait(false)).Results;
    }

    /// <summary>Runs a saved search for contacts and returns the first page.</summary>
    public Task<Page<Contact>> RunContactSearchAsync(string id, CancellationToken cancellationToken = default) =>
        PageAsync(Relative($"{AddressOfSaved(id)}run/"), ClientJson.Default.PageContact, cancellationToken);

    /// <summary>Runs a saved search for companies and returns the first page.</summary>
    public Task<Page<Company>> RunCompanySearchAsync(string id, CancellationToken cancellationToken = default) =>
        PageAsync(Relative($"{AddressOfSaved(id)}run/"), ClientJson.Default.PageCompany, cancellationToken);

    /// <summary>Returns the number of rows that match a saved search.</summary>
    public async Task<long> CountSavedSearchAsync(string id, CancellationToken cancellationToken = default)
    {
        using var response = await _sender.SendAsync(
            new Call(HttpMethod.Get, Relative($"{AddressOfSaved(id)}count/")), cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.CountResponse, cancellationToken).ConfigureAwait(false)).Count;
    }

    /// <summary>Deletes a saved search.</summary>
    public async Task DeleteSavedSearchAsync(string id, CancellationToken cancellationToken = default)
    {
        using var response = await _sender.SendAsync(new Call(HttpMethod.Delete, Relative(AddressOfSaved(id))), cancellationToken)
            .ConfigureAwait(false);
    }

    private async IAsyncEnumerable<T> SearchAsync<T>(
        string collection, Filter filter, JsonTypeInfo<Page<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Uri? link = null;
        do
        {
            var page = await SearchPageAsync(collection, filter, link, type, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Results)
            {
                yield return row;
            }

            link = page.Next;
        }
        while (link is not null);
    }

    private async Task<Page<T>> SearchPageAsync<T>(
        string collection, Filter filter, Uri? link, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken)
    {
        var address = link ?? Relative($"api/v1/{collection}/search{filter.FreshnessParameter()}");
        using var response = await _sender.SendAsync(SearchOf(address, filter, isCount: false), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> CountSearchedAsync(string collection, Filter filter, CancellationToken cancellationToken)
    {
        var address = Relative($"api/v1/{collection}/search/count{filter.FreshnessParameter()}");
        using var response = await _sender.SendAsync(SearchOf(address, filter, isCount: true), cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ClientJson.Default.CountResponse, cancellationToken).ConfigureAwait(false)).Count;
    }

    private async Task<SavedSearch> SaveAsync(string name, string collection, Filter filter, CancellationToken cancellationToken)
    {
        var search = new SearchToSave(name, collection, filter.ToBody(isCount: false, isSaved: true));
        var call = new Call(HttpMethod.Post, Relative(SavedSearches))
        {
            Content = () => JsonContent.Create(search, ClientJson.Default.SearchToSave),
        };
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ClientJson.Default.SavedSearch, cancellationToken).ConfigureAwait(false);
    }

    private static Call SearchOf(Uri address, Filter filter, bool isCount) => new(HttpMethod.Post, address)
    {
        Content = () => JsonContent.Create(filter.ToBody(isCount), ClientJson.Default.JsonObject),
        IsSearch = true,
    };

    private static string AddressOfSaved(string id) => $"{SavedSearches}{Uri.EscapeDataString(id)}/";

    private static Uri Relative(string address) => new(address, UriKind.Relative);
}
