using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Tests that send request bodies to both APIs, over rows of their own.</summary>
public abstract class BothPathsTests(NodeBothPaths paths) : LoadedTests(() => paths.Started), IClassFixture<NodeBothPaths>
{
    private protected RunningApi Api => paths.Search;

    private protected RunningApi Tables => paths.Tables;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected RecordedRows Rows => paths.Rows;

    private protected static Task<HttpResponseMessage> PostAsync(RunningApi api, string path, string body) =>
        api.Client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), new StringContent(body, Encoding.UTF8, "application/json"), Token);

    /// <summary>Sends a body and optionally asserts that the VQL path served the request.</summary>
    private protected async Task<JsonElement> PostAsync(RunningApi api, string path, string body, bool expectSearch)
    {
        using var response = await PostAsync(api, path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        if (expectSearch && ReferenceEquals(api, Api))
        {
            Assert.Equal("vql", response.Headers.GetValues("X-VQL-Source").Single());
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private protected static async Task<IReadOnlyDictionary<string, string>> FaultsOfAsync(HttpResponseMessage response)
    {
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        return problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value[0].GetString()!);
    }

    protected static IEnumerable<string> UuidsOf(JsonElement page) =>
        page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("uuid").GetString()!);
}
