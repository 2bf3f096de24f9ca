using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Vql.Tests.Connectra.Faults;

/// <summary>A request of a kind of its own, and the answer it has while nothing is wrong.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">The body, if any.</param>
internal sealed record FaultProbe(string Name, HttpMethod Method, string Path, string? Body = null)
{
    private static readonly string[] Codes = ["ERR_DATA_FETCH_FAILED: ", "ERR_ELASTICSEARCH_FAILURE: ", "ERR_ELASTICSEARCH_BULK_FAILURE: "];

    /// <summary>One of every kind that a store takes part in; what writes comes first, since others read it.</summary>
    public static IReadOnlyList<FaultProbe> All { get; } =
    [
        new("contacts batch", HttpMethod.Post, "/contacts/batch-upsert", """[{"uuid":"fault-1","title":"Prober"},{"uuid":"fault-2","title":"Prober"}]"""),
        new("rows", HttpMethod.Post, "/common/batch-upsert", """{"data":[{"first_name":"Fault","last_name":"Prober","company":"Fault Inc"}]}"""),
        new("list", HttpMethod.Post, "/contacts/",
            """{"where":{"keyword_match":{"must":{"seniority":"vp"}}},"company_config":{"populate":true},"order_by":[{"order_by":"uuid"}],"limit":25}"""),
        new("companies", HttpMethod.Post, "/companies/", """{"order_by":[{"order_by":"uuid"}],"limit":100}"""),
        new("count", HttpMethod.Post, "/contacts/count", """{"where":{"keyword_match":{"must":{"seniority":"vp"}}}}"""),
        new("filters", HttpMethod.Get, "/common/contact/filters"),
        new("filter data", HttpMethod.Post, "/common/contact/filters/data", """{"filter_key":"title","limit":100}"""),
    ];

    public override string ToString() => Name;

    /// <summary>Asks, and holds the answer to the promise: in time; whole, or an error that says so.</summary>
    /// <param name="client">The service.</param>
    /// <param name="limit">When the answer is due.</param>
    /// <param name="grace">How much later it may come on a busy machine.</param>
    /// <param name="whole">The answer while nothing is wrong; null while that is being found out.</param>
    /// <returns>The status and the body.</returns>
    public async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, TimeSpan limit, TimeSpan grace, string? whole)
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
            Assert.True(whole is null || whole == body, $"{Name}: a 200 that is not the whole answer: {body}");
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
