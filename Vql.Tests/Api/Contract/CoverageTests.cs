using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Filters;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api.Contract;

/// <summary>
/// Every route of the OpenAPI document, with every parameter, asked on both ways; the answers are compared, and
/// <c>docs/coverage.md</c> is what came of it. <c>VQL_WRITE_DOCS=1</c> writes that page.
/// </summary>
public sealed class CoverageTests(NodeBothWays ways) : LoadedContract(ways)
{
    private const int AtATime = 2;
    // What the page tells of, for a filter that no index can answer.
    private const string Unsupported = "unsupported";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RoutesAndFilters_AskedOnBothWays_AnswerTheSameAndAreAllInTheTable()
    {
        var values = await RowValues.ReadAsync(Ways.Rows.Source, Token);
        await values.SaveSearchAsync(Ways.Search, Token);
        var cases = Contract.Operations.SelectMany(operation => CasesOf(operation, values)).ToList();
        var outcomes = new ConcurrentBag<CoverageOutcome>();
        var faults = new ConcurrentBag<string>();
        // What changes rows comes last, and by itself.
        foreach (var wave in cases.GroupBy(one => one.Operation.Method == HttpMethod.Get).OrderByDescending(wave => wave.Key))
        {
            await Parallel.ForEachAsync(
                wave, new ParallelOptions { MaxDegreeOfParallelism = wave.Key ? AtATime : 1, CancellationToken = Token }, async (one, _) => outcomes.Add(await AskAsync(one, faults)));
        }

        Assert.Empty(faults);
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

        Assert.True(File.ReadAllText(file) == page, "docs/coverage.md is not what the tests cover: run this test with VQL_WRITE_DOCS=1");
    }

    private static IEnumerable<CoverageCase> CasesOf(ApiOperation operation, RowValues values)
    {
        var path = operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            operation.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(values.Path(operation, parameter)), StringComparison.Ordinal));
        // What must be given is, and uuids are few enough for the search.
        var always = string.Join('&', operation.Parameters.Where(parameter => parameter.IsRequired && parameter.In == "query").Select(parameter => values.Query(operation, parameter)));
        always = operation.Path.EndsWith("/uuids/", StringComparison.Ordinal) ? "limit=5" : always;
        path += always.Length > 0 ? $"?{always}" : "";
        yield return new CoverageCase(operation, null, path);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.In == "query" && parameter.Example is not null))
        {
            yield return new CoverageCase(operation, parameter.Name, parameter.IsRequired ? path : $"{path}{(always.Length > 0 ? '&' : '?')}{values.Query(operation, parameter)}");
        }
    }

    private async Task<CoverageOutcome> AskAsync(CoverageCase one, ConcurrentBag<string> faults)
    {
        var address = one.Address;
        if (one.Parameter == "cursor")
        {
            address = await SecondPageAsync(one.Operation, address.Split('?')[0]) ?? address.Split('?')[0];
        }

        var vql = await AskAsync(Ways.Search, one.Operation, address, faults);
        var tables = await AskAsync(Ways.Tables, one.Operation, address, faults);
        if (vql.Source is not null && vql.Body != tables.Body)
        {
            faults.Add($"{one.Operation} {address}: {vql.Body} is not {tables.Body}");
        }

        if (one.IsForVql && vql.Source is not (null or "vql" or Unsupported))
        {
            faults.Add($"{one.Operation} {address}: not answered by VQL but {vql.Source}");
        }

        return new CoverageOutcome(one, vql.Source == "vql", tables.Source is not null || vql.Source is null);
    }

    private async Task<(string? Source, string Body)> AskAsync(RunningApi api, ApiOperation operation, string address, ConcurrentBag<string> faults)
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
        using var response = await Ways.Tables.Client.SendAsync(message, Token);
        var first = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return first.TryGetProperty("next", out var next) && next.GetString() is { } link ? new Uri(link).PathAndQuery : null;
    }

    private static HttpRequestMessage MessageOf(ApiOperation operation, string address) => new(operation.Method, address)
    {
        Content = operation.Bodies is [var body, ..] ? new StringContent(body.Value.GetProperty("example").GetRawText(), Encoding.UTF8, body.Name) : null,
    };
}

/// <summary>A request of the coverage.</summary>
/// <param name="Parameter">The parameter it is about; null for the route alone.</param>
internal sealed record CoverageCase(ApiOperation Operation, string? Parameter, string Address)
{
    /// <summary>The entity that the operation lists or counts.</summary>
    public static Entity EntityOf(ApiOperation operation) =>
        operation.Path.Contains("/contacts/", StringComparison.Ordinal) ? Entity.Contact : Entity.Company;

    public FilterParameter? Filter => Parameter is null ? null : FilterTable.For(EntityOf(Operation)).Find(Parameter);

    public bool IsFilter => Filter is not null;

    /// <summary>Whether the search could answer: streams are the tables'.</summary>
    public bool IsForVql => IsFilter && !Operation.Path.EndsWith("/stream/", StringComparison.Ordinal);
}

/// <summary>What came of it: which ways answered.</summary>
internal sealed record CoverageOutcome(CoverageCase Case, bool ByVql, bool ByTables);
