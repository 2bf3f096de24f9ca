using System.Net;
using Vql.AppHost.Topologies;

namespace Vql.AppHost.Supervision;

/// <summary>
/// Sends the first searches, so that the first one of a user is fast: until both paths, VQL and PostgreSQL, have answered lists and
/// counts of both entities.
/// </summary>
internal sealed class WarmUp(DistributedApplicationModel model, TimeProvider time)
{
    private const string UsedHeader = "X-VQL-Used";
    private const string FallbackHeader = "X-VQL-Fallback";

    // An answer that must contain every write comes from PostgreSQL.
    private const string FromPostgres = "&consistency=fresh";
    private const int GoodAnswers = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Searches =
    [
        "/api/v1/contacts/?title=engineer&limit=25", "/api/v1/companies/?industries=software&limit=25",
        "/api/v1/contacts/count/?title=engineer", "/api/v1/companies/count/?industries=software",
    ];

    /// <summary>Sends searches.</summary>
    /// <returns>Who answers, for people.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var api = model.Resources.OfType<IResourceWithEndpoints>().First(resource => resource.Name == ApiExtensions.Name);
        using var client = new HttpClient { BaseAddress = new Uri(new EndpointReference(api, "http").Url) };
        foreach (var search in Searches)
        {
            await SendAsync(client, search + FromPostgres, cancellationToken);
        }

        var started = time.GetTimestamp();
        for (var good = 0; good < GoodAnswers * Searches.Length;)
        {
            var answer = await SendAsync(client, Searches[good % Searches.Length], cancellationToken);
            good = answer.IsVql ? good + 1 : 0;
            if (answer.IsRefused)
            {
                return "not tried: the API asks for authentication";
            }

            if (!answer.IsVql)
            {
                if (time.GetElapsedTime(started) > Timeout)
                {
                    return $"by PostgreSQL only ({answer.Reason})";
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        return "by VQL and by PostgreSQL";
    }

    private static async Task<Answer> SendAsync(HttpClient client, string search, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(search, UriKind.Relative), cancellationToken);
            return new Answer(
                IsVql: answer.Headers.TryGetValues(UsedHeader, out var used) && used.Contains("true"),
                IsRefused: answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                Reason: answer.Headers.TryGetValues(FallbackHeader, out var reasons)
                    ? string.Join(',', reasons)
                    : $"status {(int)answer.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return new Answer(IsVql: false, IsRefused: false, exception.Message);
        }
    }

    private readonly record struct Answer(bool IsVql, bool IsRefused, string Reason);
}
