using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Vql.Tests.Connectra.Faults;

/// <summary>A request that is sent during a fault.</summary>
/// <param name="Name">The name of the request.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">The request body. Null for none.</param>
internal sealed record FaultProbe(string Name, HttpMethod Method, string Path, string? Body = null)
{
    private static readonly string[] Codes = ["ERR_DATA_FETCH_FAILED: ", "ERR_ELASTICSEARCH_FAILURE: ", "ERR_ELASTICSEARCH_BULK_FAILURE: "];

    /// <summary>
    /// A request of every kind that uses a store. Writes are first, because other requests read the written rows.
    /// </summary>
    public static IReadOnlyList<FaultProbe> All { get; } =
    [
        new(
            "contacts batch", HttpMethod.Post, "/contacts/batch-upsert",
            """[{"uuid":"fault-1","title":"Prober"},{"uuid":"fault-2","title":"Prober"}]"""),
        new(
            "rows", HttpMethod.Post, "/common/batch-upsert",
            """{"data":[{"first_name":"Fault","last_name":"Prober","company":"Fault Inc"}]}"""),
        new("list", HttpMethod.Post, "/contacts/",
            """{"where":{"keyword_match":{"must":{"seniority":"vp"}}},"company_config":{"populate":true},"order_by":["""
            + """{"order_by":"uuid"}],"limit":25}"""),
        new("companies", HttpMethod.Post, "/companies/", """{"order_by":[{"order_by":"uuid"}],"limit":100}"""),
        new("count", HttpMethod.Post, "/contacts/count", """{"where":{"keyword_match":{"must":{"seniority":"vp"}}}}"""),
        new("filters", HttpMethod.Get, "/common/contact/filters"),
        new("filter data", HttpMethod.Post, "/common/contact/filters/data", """{"filter_key":"title","limit":100}"""),
    ];

    public override string ToString() => Name;

    /// <summary>
    /// Sends the request and asserts that the response arrives in time and is either complete or an error.
    /// </summary>
    /// <param name="client">The client of the service.</param>
    /// <param name="limit">The request timeout.</param>
    /// <param name="grace">The additional time that is allowed on a busy machine.</param>
    /// <param name="expected">The response body without a fault. Null to skip the comparison.</param>
    /// <returns>The status and the body.</returns>
    public async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, TimeSpan limit, TimeSpan grace, string? expected)
    {
        using var request = new HttpRequestMessage(Method, Path);
        request.Headers.Add("X-Request-Timeout", limit.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        if (Body is not null)
        {
            request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        }

        var started = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        Assert.True(elapsed <= limit + grace, $"{Name}: {(int)response.StatusCode} after {elapsed.TotalMilliseconds:0} ms: {body}");
        if (response.StatusCode == HttpStatusCode.OK)
        {
            Assert.True(expected is null || expected == body, $"{Name}: a 200 response with a different body: {body}");
        }
        else
        {
            AssertError(response, body);
        }

        return (response.StatusCode, body);
    }

    private void AssertError(HttpResponseMessage response, string body)
    {
        Assert.True((int)response.StatusCode is 500 or 503 or 504, $"{Name}: {(int)response.StatusCode} {body}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        using var answer = JsonDocument.Parse(body);
        Assert.False(answer.RootElement.GetProperty("success").GetBoolean());
        var error = answer.RootElement.GetProperty("error").GetString()!;
        Assert.True(Array.Exists(Codes, code => error.StartsWith(code, StringComparison.Ordinal)), $"{Name}: {error}");
    }
}
