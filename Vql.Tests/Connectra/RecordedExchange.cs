using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vql.Tests.Connectra;

/// <summary>A recorded request that can be sent again, and what was answered.</summary>
internal static class RecordedExchange
{
    /// <summary>Sends the request as recorded.</summary>
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, JsonNode request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request["method"]!.GetValue<string>()), request["path"]!.GetValue<string>());
        if (request["body"] is { } body)
        {
            // A body that is no JSON is recorded as the string that was sent.
            var text = body.GetValueKind() == JsonValueKind.String ? body.GetValue<string>() : body.ToJsonString();
            message.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        foreach (var (name, value) in request["headers"]?.AsObject() ?? [])
        {
            message.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
        }

        return await client.SendAsync(message, TestContext.Current.CancellationToken);
    }

    /// <summary>Holds an error to the recorded one: its members and its code; the words are free.</summary>
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
