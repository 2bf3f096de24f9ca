using Vql.Client;
using Vql.Client.Records;
using Vql.Client.Requests;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Client;

/// <summary>Upserts, batches, searches with a body and saved searches of the client.</summary>
public sealed class ClientWriteTests(RecordedRows rows) : IClassFixture<RecordedRows>, IAsyncLifetime
{
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private VqlApiClient Client => new(_api.Client);

    public async ValueTask InitializeAsync() =>
        _api = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Upsert_OfOneEmailTwice_CreatesAndThenUpdates()
    {
        var client = Client;
        var created = await client.UpsertContactAsync(
            ContactMatch.Email, new ContactWrite { Email = "upsert@client.example", FirstName = "Uma" }, cancellationToken: Token);
        var updated = await client.UpsertContactAsync(
            ContactMatch.Email, new ContactWrite { Email = "UPSERT@client.example", Title = "CTO" }, created.ETag,
            cancellationToken: Token);
        Assert.Equal((true, false), (created.IsCreated, updated.IsCreated));
        Assert.Equal(
            (created.Value.Uuid, "Uma", "CTO"), (updated.Value.Uuid, updated.Value.FirstName, updated.Value.Title));
        Assert.NotNull(client.ConsistencyPosition);
        var stale = await Assert.ThrowsAsync<VqlProblemException>(() => client.UpsertContactAsync(
            ContactMatch.Email, new ContactWrite { Email = "upsert@client.example" }, created.ETag, cancellationToken: Token));
        Assert.Equal(412, stale.Status);
        Assert.True((await client.UpsertCompanyAsync(
            CompanyMatch.Domain, new CompanyWrite { Website = "upsert.client.example" }, cancellationToken: Token)).IsCreated);
    }

    [Fact]
    public async Task Batch_WithAnItemThatFails_ReturnsEveryOutcome()
    {
        var client = Client;
        var company = await client.CreateCompanyAsync(new CompanyWrite { Name = "Before" }, cancellationToken: Token);
        var result = await client.WriteCompaniesAsync(
        [
            BatchItem.Create(new CompanyWrite { Name = "Created", Industries = ["software"] }),
            BatchItem.Update(company.Value.Uuid, new CompanyWrite { Name = "After" }, company.ETag),
            BatchItem.Upsert(CompanyMatch.Domain, new CompanyWrite { Name = "No domain" }),
            BatchItem.Delete<CompanyWrite>("nowhere"),
        ], cancellationToken: Token);
        Assert.Equal((1, 1, 0, 2), (result.Created, result.Updated, result.Deleted, result.Failed));
        Assert.Equal([201, 200, 400, 404], result.Results.Select(outcome => outcome.Status));
        Assert.Equal(["$.items[2].row.normalized_domain"], result.Results[2].Problem!.Errors!.Keys);
        Assert.Equal("After", (await client.FindCompanyAsync(company.Value.Uuid, Token))!.Value.Name);
        var deleted = await client.WriteContactsAsync(
        [
            BatchItem.Upsert(ContactMatch.LinkedinUrl, new ContactWrite { LinkedinUrl = "linkedin.com/in/client-batch" }),
        ], cancellationToken: Token);
        Assert.Equal(
            204, (await client.WriteContactsAsync(
                [BatchItem.Delete<ContactWrite>(deleted.Results[0].Uuid!)], cancellationToken: Token)).Results[0].Status);
    }

    [Fact]
    public async Task Lookup_OfEachKindOfKey_HasAResultForEachInTheirOrder()
    {
        var client = Client;
        var contact = await client.CreateContactAsync(
            new ContactWrite { Email = "lookup@client.example", LinkedinUrl = "linkedin.com/in/client-lookup" }, cancellationToken: Token);
        var found = await client.LookUpContactsAsync(
        [
            ContactKey.ByLinkedinUrl("https://de.linkedin.com/in/Client-Lookup/"), ContactKey.ByEmail("LOOKUP@client.example"),
            ContactKey.ByUuid("nowhere"), ContactKey.ByEmail("no address"),
        ], Token);
        Assert.Equal(
            [LookupStatus.Found, LookupStatus.Found, LookupStatus.NotFound, LookupStatus.Invalid], found.Select(result => result.Status));
        Assert.Equal([contact.Value.Uuid, contact.Value.Uuid], found.Take(2).Select(result => result.Record!.Uuid));
        Assert.Contains("email address", found[3].Error, StringComparison.Ordinal);

        var company = new CompanyWrite { Name = "Lookup", Website = "lookup.client.example" };
        await client.CreateCompanyAsync(company, cancellationToken: Token);
        await client.CreateCompanyAsync(company with { Name = "Lookup again" }, cancellationToken: Token);
        var ambiguous = Assert.Single(await client.LookUpCompaniesAsync([CompanyKey.ByDomain("www.lookup.client.example")], Token));
        Assert.Equal(LookupStatus.Ambiguous, ambiguous.Status);
        Assert.Equal(["Lookup", "Lookup again"], ambiguous.Candidates!.Select(candidate => candidate.Name).Order());
    }

    [Fact]
    public async Task Search_WithAFilterInTheBody_ReturnsTheRowsOfItsList()
    {
        var client = Client;
        var domains = Enumerable.Range(0, 2000).Select(number => $"unknown{number}.example").Append("hp.com").ToArray();
        var filter = new ContactFilter
        {
            Title = "engineer",
            Seniority = new("senior", "director"),
            EmployeesMin = 10,
            ExcludeDomainList = new(domains),
            PageSize = 3,
        };
        var searched = new List<string>();
        await foreach (var contact in client.SearchContactsAsync(filter, Token))
        {
            searched.Add(contact.Uuid);
        }

        var listed = new List<string>();
        await foreach (var contact in client.ContactsAsync(
            new ContactFilter
            {
                Title = "engineer",
                Seniority = new("senior", "director"),
                EmployeesMin = 10,
                ExcludeDomainList = new("hp.com"),
            }, Token))
        {
            listed.Add(contact.Uuid);
        }

        Assert.True(searched.Count > 3);
        Assert.Equal(listed, searched);
        Assert.Equal(searched.Count, await client.CountSearchedContactsAsync(filter, Token));
        var companies = new CompanyFilter { EmployeesMin = 100, PageSize = 2, Total = true };
        var page = await client.SearchCompanyPageAsync(companies, cancellationToken: Token);
        Assert.Equal(await client.CountSearchedCompaniesAsync(companies, Token), page.Meta!.Total!.Value);
        var second = await client.SearchCompanyPageAsync(companies, page.Next, Token);
        Assert.Empty(second.Results.Select(company => company.Uuid).Intersect(page.Results.Select(company => company.Uuid)));
    }

    [Fact]
    public async Task SavedSearch_OfAFilter_IsRunAndCounted()
    {
        var client = Client;
        var filter = new CompanyFilter { EmployeesMin = 50, PageSize = 4, Offset = 2, Ordering = "-employees" };
        var saved = await client.SaveSearchAsync("Large companies", filter, Token);
        Assert.Equal(("companies", "50"), (saved.Entity, saved.Filters!["employees_min"]!.GetValue<string>()));
        Assert.Contains(await client.ListSavedSearchesAsync(Token), search => search.Id == saved.Id && search.Query is null);
        var page = await client.RunCompanySearchAsync(saved.Id, Token);
        Assert.Equal(
            (await client.CompanyPageAsync(new CompanyFilter { EmployeesMin = 50, PageSize = 4, Ordering = "-employees" }, Token))
                .Results.Select(company => company.Uuid),
            page.Results.Select(company => company.Uuid));
        Assert.Equal(
            await client.CountCompaniesAsync(new CompanyFilter { EmployeesMin = 50 }, Token),
            await client.CountSavedSearchAsync(saved.Id, Token));
        await client.DeleteSavedSearchAsync(saved.Id, Token);
        Assert.Equal(
            404, (await Assert.ThrowsAsync<VqlProblemException>(() => client.RunCompanySearchAsync(saved.Id, Token))).Status);
    }
}
