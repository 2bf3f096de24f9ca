using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The synonyms of a deployment in the API. The salesperson's tests compare both engines with such synonyms.</summary>
[Collection(BothPathsCollection.Name)]
public sealed class SynonymFileTests(NodeBothPaths paths) : LoadedTests(() => paths.Started), IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Routes_WithAFile_FindTheSynonyms()
    {
        await using var api = await StartAsync("wizard | software engineer");
        var plain = await paths.CountAsync("contacts/count/?title=software engineer&title.fuzzy=false");
        Assert.True(plain > 0);
        Assert.Equal(0, await paths.CountAsync("contacts/count/?title=wizard&title.fuzzy=false"));

        Assert.Equal(plain, await CountAsync(api, "contacts/count/?title=wizard&title.fuzzy=false"));
        Assert.Equal(0, await CountAsync(api, "contacts/count/?title=wizard&title.fuzzy=false&title.synonyms=false"));
        using var searched = await api.Client.PostAsJsonAsync("/api/v1/contacts/search/count", new { title = "wizard" }, Token);
        Assert.True((await searched.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("count").GetInt64() >= plain);
        var uuids = await api.GetAsync("/api/v1/contacts/count/uuids/?title=wizard&title.fuzzy=false");
        Assert.Equal(plain, uuids.GetProperty("count").GetInt64());
        var facets = await api.GetAsync("/api/v1/contacts/facets/?facets=seniority&title=wizard&title.fuzzy=false");
        Assert.NotEqual("[]", facets.GetProperty("facets").GetRawText());
        var values = await api.GetAsync("/api/v1/contacts/title/?title=wizard&title.fuzzy=false&distinct=true");
        Assert.NotEmpty(values.GetProperty("results").EnumerateArray());
        var lines = await api.Client.GetStringAsync("/api/v1/contacts/stream/?title=wizard&title.fuzzy=false", Token);
        Assert.Equal(plain, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var page = await api.GetAsync("/api/v1/contacts/?title=wizard&explain=true&ordering=relevance&limit=1");
        var explain = page.GetProperty("meta").GetProperty("explain");
        Assert.Contains("software engineer", explain.GetProperty("vql").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("synonym", explain.GetProperty("reasons")[0][0].GetProperty("match").GetString());
    }

    [Fact]
    public async Task Cursor_OfAListWithOtherSynonyms_IsRejected()
    {
        await using var api = await StartAsync("wizard | software engineer");
        foreach (var (list, status) in new[]
        {
            ("contacts/?title=software engineer&limit=5", HttpStatusCode.BadRequest),
            ("contacts/?title=manager&limit=5", HttpStatusCode.OK),
        })
        {
            var next = BothPaths.PathOf((await paths.GetAsync(list)).GetProperty("next"));
            using var response = await api.Client.GetAsync($"/api/v1/{next}", Token);
            Assert.Equal(status, response.StatusCode);
            if (status == HttpStatusCode.BadRequest)
            {
                Assert.Contains("synonyms", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("ceo | cto\nboss", "line 1", "line 2")]
    [InlineData(null, "cannot be read", "cannot be read")]
    public void Start_WithAnInvalidFile_FailsAndNamesTheLines(string? text, string first, string last)
    {
        if (text is null)
        {
            File.Delete(_file);
        }
        else
        {
            File.WriteAllText(_file, text);
        }

        var failures = Assert.Throws<OptionsValidationException>(() => Vql.Api.Api.Build(
            ["--ConnectionStrings:vqldb=Host=localhost", "--environment=Development", $"--VQL_SYNONYMS_FILE={_file}"])).Failures.ToList();
        Assert.All(failures, failure => Assert.StartsWith($"VQL_SYNONYMS_FILE: {_file}", failure, StringComparison.Ordinal));
        Assert.Contains(first, failures[0], StringComparison.Ordinal);
        Assert.Contains(last, failures[^1], StringComparison.Ordinal);
    }

    private async Task<RunningApi> StartAsync(string text)
    {
        await File.WriteAllTextAsync(_file, text, Token);
        return await RunningApi.StartAsync(
            paths.Rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false", $"--VQL_SYNONYMS_FILE={_file}");
    }

    private static async Task<long> CountAsync(RunningApi api, string path) =>
        (await api.GetAsync($"/api/v1/{path}")).GetProperty("count").GetInt64();
}
