namespace Vql.ServiceDefaults;

/// <summary>
/// Asks the host that runs here how it is: what the health check of a container calls, for an image without
/// a shell has nothing else that could ask.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument that makes a host's program ask instead of serve.</summary>
    public const string Argument = "--health";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Asks.</summary>
    /// <param name="path">What is asked for, beginning with a slash.</param>
    /// <param name="port">Where the host listens when its environment does not say.</param>
    /// <returns>0 when it answers with success, else 1.</returns>
    public static async Task<int> RunAsync(string path, int port)
    {
        var address = new Uri(AddressOf(Environment.GetEnvironmentVariable, port), path);
        using var client = new HttpClient { Timeout = Limit };
        try
        {
            using var answer = await client.GetAsync(address);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await Console.Error.WriteLineAsync($"{address} answers {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{address} does not answer: {exception.Message}");
        }

        return 1;
    }

    /// <summary>Where on this machine a host with that environment listens: its first address without encryption, if it has one.</summary>
    internal static Uri AddressOf(Func<string, string?> variable, int port)
    {
        var addresses = Split(variable("ASPNETCORE_URLS") ?? variable("DOTNET_URLS"))
            .Concat(Split(variable("ASPNETCORE_HTTP_PORTS") ?? variable("DOTNET_HTTP_PORTS")).Select(number => $"http://*:{number}"))
            .ToList();
        var address = addresses.Find(one => one.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? addresses.FirstOrDefault() ?? $"http://*:{port}";
        foreach (var everywhere in new[] { "*", "+", "0.0.0.0", "[::]" })
        {
            address = address.Replace($"://{everywhere}", "://localhost", StringComparison.Ordinal);
        }

        return new Uri(address);
    }

    private static string[] Split(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
