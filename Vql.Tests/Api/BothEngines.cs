using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Tests.Connectra;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>The API over the recorded rows twice: through Connectra over the embedded node, and by PostgreSQL alone.</summary>
public abstract class BothEngines(RecordedRows rows, NodeRecordedService search) : IClassFixture<RecordedRows>, IClassFixture<NodeRecordedService>, IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(20);

    private protected RunningApi Api { get; private set; } = null!;

    private protected RunningApi Tables { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected RecordedRows Rows => rows;

    public async ValueTask InitializeAsync()
    {
        await search.Loaded;
        Api = await RunningApi.StartAsync(rows.ConnectionString, search.Client.BaseAddress!.ToString(), "--CONNECTRA_API_KEY=golden", "--VQL_HEDGE_PERCENT=0");
        Tables = await RunningApi.StartAsync(rows.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Tables.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static Task<HttpResponseMessage> PostAsync(RunningApi api, string path, string body) =>
        api.Client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), new StringContent(body, Encoding.UTF8, "application/json"), Token);

    /// <summary>Sends a body, and expects the answer to be made by the search where there is one.</summary>
    private protected async Task<JsonElement> PostAsync(RunningApi api, string path, string body, bool expectSearch)
    {
        // On a busy machine the search may be too slow once, and be left alone for a while.
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var response = await PostAsync(api, path, body);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
            var source = expectSearch ? response.Headers.GetValues("X-VQL-Source").Single() : null;
            if (source is null or "vql" || !ReferenceEquals(api, Api))
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < LongestOutage, "the search does not answer");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }

    private protected static async Task<IReadOnlyDictionary<string, string>> FaultsOfAsync(HttpResponseMessage response)
    {
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value[0].GetString()!);
    }

    protected static IEnumerable<string> UuidsOf(JsonElement page) => page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!);
}
