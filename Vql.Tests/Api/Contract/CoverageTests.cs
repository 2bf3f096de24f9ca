using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>
/// Requests every route of the OpenAPI document with every parameter on both paths and compares the responses.
/// <c>VQL_WRITE_DOCS=1</c> writes the results to <c>docs/coverage.md</c>.
/// </summary>
public sealed class CoverageTests(NodeBothPaths paths) : LoadedContract(paths)
{
    private const int MaxConcurrency = 2;
    // The fallback reason of a filter that no index supports.
    private const string Unsupported = "unsupported";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RoutesAndFilters_OnBothPaths_ReturnTheSameAndAreAllCovered()
    {
        var values = await RowValues.ReadAsync(Paths.Rows.Source, Token);
        await values.SaveSearchAsync(Paths.Search, Token);
        var cases = Contract.Operations.SelectMany(operation => CasesOf(operation, values)).ToList();
        var outcomes = new ConcurrentBag<CoverageOutcome>();
        var faults = new ConcurrentBag<string>();
        // Requests that change rows run last, one at a time.
        foreach (var wave in cases.GroupBy(one => one.Operation.Method == HttpMethod.Get).OrderByDescending(wave => wave.Key))
        {
            await Parallel.ForEachAsync(
                wave, new ParallelOptions { MaxDegreeOfParallelism = wave.Key ? MaxConcurrency : 1, CancellationToken = Token },
                async (one, _) => outcomes.Add(await AskAsync(one, faults)));
        }

        Assert.True(faults.IsEmpty, string.Join("\n", faults.Take(20)));
        Assert.Empty(Contract.Operations.SelectMany(operation => operation.Parameters.Where(parameter => parameter.In == "query")
            .Where(parameter => !cases.Exists(one => one.Operation == operation && one.Parameter == parameter.Name))
            .Select(parameter => $"{operation} has no case for {parameter.Name}")));
        AssertPage(CoveragePage.Of(outcomes));
    }

    private static void AssertPage(string page)
    {
        var file = Path.Combine(Repository.Root, "docs", "coverage.md");
        if (Environment.GetEnvironmentVariable("VQL_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, page);
        }

        Assert.True(
            File.ReadAllText(file) == page, "docs/coverage.md is out of date. Run this test with VQL_WRITE_DOCS=1 to regenerate it.");
    }

    private static IEnumerable<CoverageCase> CasesOf(ApiOperation operation, RowValues values)
    {
        var path = operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            operation.Path, (path, parameter) => path.Replace(
                $"{{{parameter.Name}}}", Uri.EscapeDataString(values.Path(operation, parameter)), StringComparison.Ordinal));
        // Required parameters are always sent. A limit keeps the lists of uuids small enough for the search.
        var always = string.Join(
            '&',
            operation.Parameters.Where(parameter => parameter.IsRequired && parameter.In == "query")
                .Select(parameter => values.Query(operation, parameter)));
        always = operation.Path.EndsWith("/uuids/", StringComparison.Ordinal) ? "limit=5" : always;
        path += always.Length > 0 ? $"?{always}" : "";
        yield return new CoverageCase(operation, null, path);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "query" && parameter.Example is not null))
        {
            yield return new CoverageCase(
                operation, parameter.Name,
                parameter.IsRequired ? path : $"{path}{(always.Length > 0 ? '&' : '?')}{values.Query(operation, parameter)}");
        }
    }

    private async Task<CoverageOutcome> AskAsync(CoverageCase one, ConcurrentBag<string> faults)
    {
        var address = one.Address;
        if (one.Parameter == "cursor")
        {
            address = await SecondPageAsync(one.Operation, address.Split('?')[0]) ?? address.Split('?')[0];
        }

        var vql = await AskAsync(Paths.Search, one.Operation, address, faults);
        var fallback = await AskAsync(Paths.Tables, one.Operation, address, faults);
        if (vql.Source is not null && vql.Body != fallback.Body)
        {
            faults.Add($"{one.Operation} {address}: {vql.Body} differs from {fallback.Body}");
        }

        if (one.IsForVql && vql.Source is not (null or "vql" or Unsupported))
        {
            faults.Add($"{one.Operation} {address}: not served by the VQL path: {vql.Source}");
        }

        return new CoverageOutcome(one, vql.Source == "vql", fallback.Source is not null || vql.Source is null);
    }

    private async Task<(string? Source, string Body)> AskAsync(
        RunningApi api, ApiOperation operation, string address, ConcurrentBag<string> faults)
    {
        using var message = MessageOf(operation, address);
        using var response = await api.Client.SendAsync(message, Token);
        foreach (var fault in await Contract.FaultsAsync(operation, response, Token))
        {
            faults.Add($"{operation} {address}: {fault}");
        }

        if (operation.Method == HttpMethod.Get && !response.IsSuccessStatusCode)
        {
            faults.Add($"{operation} {address}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
        }

        var source = response.Headers.TryGetValues("X-VQL-Fallback", out var reasons) ? reasons.Single()
            : response.Headers.Contains("X-VQL-Source") ? "vql" : null;
        return (source, CoveragePage.Comparable(await response.Content.ReadAsStringAsync(Token), api.Client.BaseAddress!));
    }

    private async Task<string?> SecondPageAsync(ApiOperation operation, string path)
    {
        if (operation.Path.EndsWith("/stream/", StringComparison.Ordinal))
        {
            return null;
        }

        using var message = MessageOf(operation, operation.Method == HttpMethod.Get ? $"{path}?limit=2" : path);
        using var response = await Paths.Tables.Client.SendAsync(message, Token);
        var first = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return first.TryGetProperty("next", out var next) && next.GetString() is { } link ? new Uri(link).PathAndQuery : null;
    }

    private static HttpRequestMessage MessageOf(ApiOperation operation, string address) => new(operation.Method, address)
    {
        Content = operation.Bodies is [var body, ..]
            ? new StringContent(body.Value.GetProperty("example").GetRawText(), Encoding.UTF8, body.Name)
            : null,
    };
}

/// <summary>A request that the tests cover.</summary>
/// <param name="Parameter">The tested parameter. Null for the route without parameters.</param>
internal sealed record CoverageCase(ApiOperation Operation, string? Parameter, string Address)
{
    /// <summary>The entity that the operation lists or counts.</summary>
    public static Entity EntityOf(ApiOperation operation) =>
        operation.Path.Contains("/contacts/", StringComparison.Ordinal) ? Entity.Contact : Entity.Company;

    public FilterParameter? Filter => Parameter is null ? null : FilterTable.For(EntityOf(Operation)).Find(Parameter);

    public bool IsFilter => Filter is not null;

    /// <summary>Whether the VQL path supports the request. Streams always use PostgreSQL.</summary>
    public bool IsForVql => IsFilter && !Operation.Path.EndsWith("/stream/", StringComparison.Ordinal);
}

/// <summary>The paths that served a request.</summary>
internal sealed record CoverageOutcome(CoverageCase Case, bool ByVql, bool ByFallback);
