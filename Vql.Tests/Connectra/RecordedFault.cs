using System.Text.Json.Nodes;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Connectra;

/// <summary>A request that was recorded during a fault, and its response.</summary>
internal sealed record RecordedFault(string Name, string Fault, JsonNode Request, int Status, string? ContentType, string BodyStarts)
{
    private static readonly RecordedFault[] All =
        [.. File.ReadLines(RecordedFile.Path("faults.jsonl")).Select(line => Parse(JsonNode.Parse(line)!))];

    private bool IsBatch => Request["path"]!.GetValue<string>().EndsWith("/batch-upsert", StringComparison.Ordinal);

    /// <summary>Returns the requests that were recorded during a fault.</summary>
    public static IEnumerable<RecordedFault> During(string fault) => All.Where(recorded => recorded.Fault == fault);

    /// <summary>Returns the requests that were recorded without a fault: the searches, or the batches.</summary>
    public static IEnumerable<RecordedFault> DuringNone(bool batches) => During("none").Where(recorded => recorded.IsBatch == batches);

    /// <summary>
    /// Sends the requests and asserts that the responses are the recorded ones. Error messages may differ.
    /// </summary>
    public static async Task AssertAsync(HttpClient client, IEnumerable<RecordedFault> faults)
    {
        foreach (var recorded in faults)
        {
            using var response = await client.SendAsync(recorded.Request);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(recorded.Status == (int)response.StatusCode, $"{recorded.Name}: {(int)response.StatusCode} {body}");
            Assert.Equal(recorded.ContentType, response.Content.Headers.ContentType!.ToString());
            if (response.IsSuccessStatusCode)
            {
                Assert.StartsWith(recorded.BodyStarts, body, StringComparison.Ordinal);
            }
            else
            {
                RecordedExchange.AssertSameError(new JsonObject { ["error"] = $"{recorded.Code}any", ["success"] = false }, body);
            }
        }
    }

    private string Code =>
        BodyStarts.StartsWith("{\"error\":\"ERR_", StringComparison.Ordinal) ? BodyStarts[10..BodyStarts.IndexOf(':', 10)] + ": " : "";

    private static RecordedFault Parse(JsonNode line) => new(
        line["name"]!.GetValue<string>(), line["fault"]!.GetValue<string>(), line["request"]!, line["status"]!.GetValue<int>(),
        line["content_type"]?.GetValue<string>(), line["body_starts"]!.GetValue<string>());
}
