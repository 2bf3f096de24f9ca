namespace Vql.AppHost.Resources;

/// <summary>Properties that the dashboard shows in a resource's details.</summary>
internal static class ResourceProperties
{
    /// <summary>Adds properties to a resource, or replaces those of the same names.</summary>
    public static Task SetPropertiesAsync(
        this ResourceNotificationService notifications, IResource resource, params ResourcePropertySnapshot[] properties) =>
        notifications.PublishUpdateAsync(resource, snapshot => snapshot with
        {
            Properties = [.. snapshot.Properties.Where(known => !properties.Any(added => added.Name == known.Name)), .. properties],
        });
}
