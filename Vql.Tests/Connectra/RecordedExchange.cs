using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.Tests.Connectra;

/// <summary>Sends recorded requests and compares the responses with the recorded ones.</summary>
internal static class RecordedExchange
{
    /// <summary>Sends the request as recorded.</summary>
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, JsonNode request)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request["method"]!.GetValue<string>()), request["path"]!.GetValue<string>());
        if (request["body"] is { } body)
        {
            // A body that is not JSON is recorded as a string.
            var text = body.GetValueKind() == JsonValueKind.String ? body.GetValue<string>() : body.ToJsonString();
            message.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        foreach (var (name, value) in request["headers"]?.AsObject() ?? [])
        {
            message.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
        }

        return await client.SendAsync(message, TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Asserts that an error has the members and the code of the recorded one. The message may differ.
    /// </summary>
    public static void AssertSameError(JsonNode expected, string actual)
    {
        var answer = JsonNode.Parse(actual)!.AsObject();
        foreach (var (name, value) in expected.AsObject())
        {
            if (name == "error")
            {
                Assert.Equal(CodeOf(value), CodeOf(value) is null ? null : CodeOf(answer[name]));
                Assert.NotEmpty(answer[name]!.GetValue<string>());
            }
            else
            {
                Assert.True(JsonNode.DeepEquals(value, answer[name]), actual);
            }
        }
    }

    private static string? CodeOf(JsonNode? error)
    {
        var text = error!.GetValue<string>();
        return text.StartsWith("ERR_", StringComparison.Ordinal) ? text.Split(':')[0] : null;
    }
}
